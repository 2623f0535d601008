"""Figures as answers: their attribute and subject, or the words around them, make the question."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.reader.made.attributes import ATTRIBUTES, Attribute, written_unit
from assistant.reader.made.facts import Fact, fact_at, filled
from assistant.reader.made.growth import core_of, growth_fact, growth_of
from assistant.reader.made.names import Line
from corpus.figures import Figure, find_figures

_JOIN = (
    r"(?:规模|总额|总量|金额|面积|总数|人数|数量)?"
    r"(?:预计|将|可|已|也|就|共|共计|累计|合计|总计|分别|计划|有望|力争|高|预期)*(?:可|将)?"
    r"(?:达到?了?|为|是|有|超|突破|实现|约合|约)?(?:人民币)?[：:]?$"
)
_BAD_END = re.compile(r"[A-Za-z0-9（(/+\-—~～.·第]$|“[^”]*$|^[的了着]|他们|我们")
_BAD_AFTER = re.compile(r"^(?:[A-Za-z0-9/%～~+\-—.）)]|分之|分钟前|多?年(?:前|来|后|以来|内)|周年)")
_ONE_OF_SEVERAL = re.compile("[第每]$|其中$|分别|上述|左右$|[和、与及至到]$")
_NOT_BEHIND = re.compile("近日|日前|记者|^的|讯$|[“”]$|^[、和与及至到]")
_VAGUE_UNIT = frozenset({"年", "岁", "周年", "日", "月", "点", "度", "代", "期", "次", ""})
_PRONOUN = re.compile("我|他|她|它|其|该|这|那|此|您|你|本|但|因|虽|如")
_LASTING = ("年", "个月", "天", "小时", "分钟", "周", "日")
_LASTS = re.compile(
    "(?:时间|期限?|历时|[需用长]|工期|有效期|为期|持续|最[快长短多]|经验|历史|不到|"
    "缩短[到至]|压缩[到至]|提前|延长|周期|时限|寿命|年限|领域|产假|刑|仅|间隔|达|超过?|"
    "为|在)(?:约|为|是)?$"
)
_WEAK = re.compile("[一二两三半][天人个家位名项条种次起批支场份座级件本张方只]|一.|[一两]大.?")
_PREDICATE = re.compile(
    "^(?:以|将|可|已|并|被|把|从|在|较|同比|增长|比|占|达|有|是|为|共|超|约|累计|实现|完成)"
)
_REACHED = re.compile("(?:达到?了?|为|约|超过了?|突破了?|高达|可达|是|共计?|有)$")


def figure_facts(lines: list[Line]) -> Iterator[Fact]:
    """Yield a fact for each figure whose clause tells what it is the figure of."""
    before, core = None, ""
    for previous, line in zip([None, *lines], lines, strict=False):
        figures = [f for f in find_figures(line.clause.text) if not _WEAK.fullmatch(f.text)]
        if before and before.clause.sentence != line.clause.sentence:
            before = None
        for figure in figures:
            if not _BAD_AFTER.match(line.clause.text[figure.end :]):
                yield from _asked(previous, before, line, figure, core=core)
        grown = bool(figures) and bool(growth_of(line, figures[0]))
        if not grown:
            core = core_of(line, figures[0]) if figures else ""
            before = line if core else None


def _asked(
    previous: Line | None, before: Line | None, line: Line, figure: Figure, *, core: str
) -> Iterator[Fact]:
    """Yield what one figure answers: growth, an attribute, and its clause with a gap."""
    grows = bool(growth_of(line, figure))
    attribute = _attribute(line.clause.text, figure)
    if before and core and grows:
        yield growth_fact(before, line, figure, core=core)
    elif attribute and line.kind not in ("", "body") and figure.start >= line.skip:
        yield _of_attribute(line, figure, attribute)
    if not grows:
        yield from _gap(line, figure, context=_context(previous, line))


def _attribute(text: str, figure: Figure) -> Attribute | None:
    """Return the attribute whose words stand right before a figure."""
    left = text[: figure.start]
    if "分别" in left:
        return None
    for attribute in ATTRIBUTES:
        if figure.unit in attribute.units and re.search(f"(?:{attribute.said}){_JOIN}", left):
            return attribute
    return None


def _of_attribute(line: Line, figure: Figure, attribute: Attribute) -> Fact:
    """Ask for an attribute of a subject; what the text calls it is one of the wordings."""
    left = line.clause.text[: figure.start]
    found = re.search(f"({attribute.said}){_JOIN}", left)
    said = found[1] if found else attribute.key
    part = _part(left)
    unit = written_unit(figure.text)
    own = filled("<said>多少<unit>|的<said>是多少|<said>是多少<unit>|<said>", said=said, unit=unit)
    asks = (*attribute.questions(unit), *own)
    forms = tuple("{t}{s}" + part + ask for ask in asks)
    swapped = tuple(f"{ask}，{{t}}{{s}}{part}" for ask in (asks[0], own[0]))
    fact = fact_at(
        line, "figure", (figure.start, figure.end), part + attribute.key, (*forms, *swapped)
    )
    return replace(fact, attribute=attribute.key)


def _part(left: str) -> str:
    part = re.search("(?:^|其中)([一二三四]期)(?:工程|项目)?", left) or re.search("(首期)", left)
    return part[1] if part else ""


def _context(previous: Line | None, line: Line) -> str:
    """Return the clause in front, in which a clause without a subject may have its own."""
    if previous is None or line.subject or previous.clause.sentence != line.clause.sentence:
        return ""
    text = previous.clause.text
    short = 5 <= len(text) <= 26 and not re.search(r"\d\d|[“”‘’：（）]|记者|表示|[说称]$", text)
    return f"{text}，" if short and not _PRONOUN.match(text) else ""


def _gap(line: Line, figure: Figure, *, context: str) -> Iterator[Fact]:
    """Ask with the clause itself, 多少 in the figure's place."""
    skip = line.skip
    left, right = line.clause.text[skip : figure.start], line.clause.text[figure.end :]
    if figure.start < skip or not _is_asked_for(left, right, figure):
        return
    alone = bool(line.subject) or _stands_alone(left, right)
    if not alone and not context:
        return
    left = left if right else _REACHED.sub("", left.rstrip())
    if not left and not right:
        return
    forms = _gaps(left, right, figure, subject=bool(line.subject))
    if context:
        behind = tuple(f.replace("{t}{s}", f"{{t}}{context}") for f in forms if "{t}{s}" in f)
        forms = (*behind, *forms) if alone else behind
    asked = f"{'' if alone else context}{left}#{right}"
    yield fact_at(line, "count", (figure.start, figure.end), asked, forms)


def _is_asked_for(left: str, right: str, figure: Figure) -> bool:
    """Tell whether the words around a figure make a question of it alone."""
    if not 2 <= len(left) + len(right) <= 38 or _BAD_END.search(left):
        return False
    if _ONE_OF_SEVERAL.search(left) or _NOT_BEHIND.search(right):
        return False
    if figure.unit in _LASTING:
        return bool(_LASTS.search(left))
    return written_unit(figure.text) not in _VAGUE_UNIT


def _gaps(left: str, right: str, figure: Figure, *, subject: bool) -> tuple[str, ...]:
    much = _much(figure, written_unit(figure.text))
    forms = tuple(f"{{t}}{{s}}{left}{m}{right}" for m in much)
    if subject:
        forms += (f"{{s}}{{t}}{left}{much[0]}{right}",)
    if not right and len(left) > 2:
        more = "{t}{s}<left>是多少|{t}{s}<left>达到多少|{t}{s}<left>有多少|{t}{s}<left>"
        forms += filled(more, left=left)
    return forms


def _stands_alone(left: str, right: str) -> bool:
    """Tell whether words name what they speak of without a subject."""
    words = left or right
    if _PRONOUN.match(words) or _PREDICATE.match(words):
        return False
    return len(left) >= 6 or (not left and len(right) >= 7)


def _much(figure: Figure, unit: str) -> list[str]:
    if figure.unit == "%":
        return ["多少", "百分之多少", "多少%", "多大比例"]
    if figure.unit in ("元", "美元", "港元"):
        return [f"多少{unit}", "多少钱", "多少", f"多少{unit}"]
    if figure.unit in _LASTING:
        return ["多久", f"多少{unit}", "多长时间"]
    few = figure.value < 20 and len(unit) == 1
    return [f"多少{unit}", f"几{unit}" if few else f"多少{unit}", f"多少{unit}"]
