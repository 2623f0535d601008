"""How one asks for what a sentence tells of a subject."""

import re

from assistant.framing.about import Subject
from assistant.framing.attributes import ATTRIBUTES, Attribute
from assistant.reader.made.facts import Fact

MAX_CHARS = 30  # of a question that is offered
_COMPANIES = re.compile(
    r"(?:入驻|入园|规上工业|规模以上工业|规上|规模以上|高新技术|科技型中小|“?专精特新”?(?:中小)?|上市|外资)"
    r"企业|市场主体"
)
_PROJECTS = re.compile(r"签约|引进|开工|招引|储备|新建|投产|在建")
_GOING_ON = ("储备", "在建")
_BUILDS = re.compile(r"投资建设|承建|开发|投资|建设")
_PEOPLE = re.compile(r"员工|职工|从业人员")
_NO_TAX = re.compile("[免减退]税|税收优惠")
_KINDS = ("figure", "date", "place", "body", "growth", "count")
_LABELS = frozenset(attribute.label for attribute in ATTRIBUTES)
_UNCLEAR = re.compile(
    r"[：“”、\s]|[今去]年|年[初底]|[目当]前|近日|记者|表示|[此该其我他她它这那]|第[一二三]|分别"
    r"|[一二两三四五六七八九十][家个]|已多少|[前后]者|本[次届]|地块|[万亿]？$|(.{2,})\1"
)
_AMOUNT = re.compile("多少[^多少平亩公里米]{1,4}$")  # 计划新建多少平方米 doesn't say of what
_COUNTED = re.compile(r"^(?!.*[有了共].*$)(.*)(?=多少[家户个名项处]？$)")

# Behind the name of a project, behind that of a zone; {w} is the sentence's own word for it.
_BEHIND: dict[str, tuple[str, str]] = {
    "总投资": ("总投资多少", ""),
    "占地面积": ("占地面积是多少", ""),
    "规划面积": ("规划面积是多少", "的规划面积是多少"),
    "建筑面积": ("的建筑面积是多少", ""),
    "年产值": ("的年产值是多少", ""),
    "营业收入": ("的营业收入是多少", "的营业收入是多少"),
    "产能": ("的年产能是多少", ""),
    "开工时间": ("什么时候{w}", ""),
    "竣工时间": ("什么时候{w}", ""),
    "投产时间": ("什么时候{w}", ""),
    "企业数量": ("有多少家{w}", "有多少家{w}"),
    "项目数量": ("", "{w}"),
    "就业": ("{w}", "{w}"),
    "税收": ("每年纳税多少", "的税收是多少"),
    "生产总值": ("", "的地区生产总值是多少"),
    "进出口": ("", "的{w}额是多少"),
    "建设单位": ("由谁{w}", ""),
    "主导产业": ("", "的主导产业是什么"),
    "政策文件": ("", "出台了哪些政策"),
    "荣誉和称号": ("获得了什么荣誉", "获得了什么荣誉"),
}


def phrase(subject: Subject, attribute: Attribute, sentence: str) -> str:
    """Return the question for an attribute that a sentence tells; empty where none is natural."""
    if attribute.label == "税收" and _NO_TAX.search(sentence):
        return ""
    behind = _BEHIND.get(attribute.label, ("", ""))[subject.is_area]
    word = _word(attribute, sentence)
    if not behind or not word:
        return ""
    return f"{subject.name}{behind.replace('{w}', word)}？"


def phrase_fact(fact: Fact) -> str:
    """Return the plainest question for a fact; empty where it isn't clear by itself."""
    if fact.kind not in _KINDS or fact.attribute in _LABELS:
        return ""
    if fact.time and not re.match(r"\d{4}年", fact.time):
        return ""
    form = fact.forms[0]
    if fact.kind == "count" and not _AMOUNT.search(form):
        return ""
    if re.search(r"\d", form + fact.subject):
        return ""
    question = f"{form.replace('{t}', fact.time).replace('{s}', fact.subject)}？"
    return "" if _UNCLEAR.search(question) else _COUNTED.sub(r"\1有", question)


def _word(attribute: Attribute, sentence: str) -> str:
    """Return the sentence's own word for what is asked."""
    found = attribute.words.search(sentence)
    said = found[0] if found else ""
    match attribute.label:
        case "企业数量":
            kind = _COMPANIES.search(said)
            word = kind[0] if kind else "企业"
        case "项目数量":
            does = _PROJECTS.search(said)
            word = _projects(does[0]) if does else ""
        case "就业":
            people = _PEOPLE.search(said)
            word = f"有多少名{people[0]}" if people else "能带动多少人就业"
        case "建设单位":
            word = (_BUILDS.findall(said) or [""])[-1]
        case "进出口":
            word = "出口" if said == "出口" else "进出口"
        case _:
            word = said
    return word


def _projects(does: str) -> str:
    return f"有多少个{does}项目" if does in _GOING_ON else f"{does}了多少个项目"
