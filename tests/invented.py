"""Articles about zones that don't exist, as many as wanted; the n-th one is always the same."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from corpus.article import Article
from index.passages import split_passages
from index.table import DayRange

REPRINTED = 20  # every n-th article is the one before it, printed by another paper a day later

_FIRST = "青岚澄霁碧墨翠丹朔沅泠漱皓霖槿棠"
_SECOND = "浦岫坞渚峪屿汀陂湄崮埠垣岑澜墅堰"
_KINDS = ("经开区", "高新区", "综保区", "产业园", "工业园区")
_NAMES = "恒瑞启明博纳远拓锦程卓越鼎新嘉禾汇川华宸凌云致和星源泰岳晟景弘毅辰光盛达朗润琢玉铭德"
_SURNAMES = "程顾沈陆苏叶秦尹穆温裴阮"
_SOURCES = tuple(
    f"《{place}{kind}》"
    for place in ("澄江", "碧山", "云州", "朔原")
    for kind in ("日报", "晚报", "时报")
)
_INDUSTRIES = (
    "动力电池", "正极材料", "储能电站", "光伏组件", "风电叶片", "氢能装备", "碳化硅", "功率芯片",
    "封装测试", "显示面板", "光学镜头", "传感器", "工业机器人", "数控机床", "精密轴承",
    "航空紧固件",
    "无人机", "卫星终端", "轨道车辆", "商用车", "汽车线束", "轮毂", "特种钢", "铝箔",
    "铜箔", "镁合金", "钛材", "石墨烯", "玻璃纤维", "陶瓷基板", "生物制剂", "中药饮片",
    "体外诊断", "医用敷料", "疫苗", "血液制品", "乳制品", "预制菜", "杂粮加工", "果汁",
    "酿造", "茶叶精制", "纺纱", "印染", "产业用布", "家具", "包装纸", "冷链仓储",
    "跨境电商", "保税维修", "数据标注", "云计算", "服务外包", "检验检测", "废旧电池回收",
    "建筑固废利用",
    "污水处理", "再生塑料", "智能仓储", "园区物流",
)  # fmt: skip
_LEADS = (
    "{source}讯（记者{reporter}）{month}月{day}日，{zone}{industry}项目举行{step}仪式，投资方{company}有限公司负责人到场。",
    "{month}月{day}日，记者{reporter}在{zone}看到，{company}有限公司的{industry}项目现场塔吊林立，项目已经{step}。",
    "{zone}管委会{month}月{day}日发布消息，{company}有限公司投建的{industry}项目当天{step}。",
)
_FACTS = (
    "项目总投资{invested}亿元，占地面积{land}亩，其中一期投资{phase}亿元。",
    "按照设计，项目建成后年产{industry}{capacity}，年产值可达{output}亿元，年纳税{tax}万元。",
    "项目计划于{next_year}年{due}月投产，可提供就业岗位{jobs}个，带动上下游{suppliers}家企业配套。",
    "今年1至{month_before}月，{zone}完成规模以上工业总产值{zone_output}亿元，同比增长{growth}%，高于年度目标{above}个百分点。",
    "去年，{zone}新签约项目{signed}个，到位资金{arrived}亿元，进出口总额{trade}亿元，同比{trend}{trade_growth}%。",
)
_COLOUR = (
    "“从拿地到动工只用了{days}天，窗口的人把表格都替我们理好了。”{company}有限公司项目经理{manager}说。",
    "{zone}把审批事项分成三类，{items}项由企业承诺后当场办结，其余的由专人陪着跑完。",
    "为了让设备早日进场，园区提前铺好了{pipes}公里的供热管线，并为企业留出了第二条电力线路。",
    "{manager}介绍，企业的研发人员占到全部员工的{research}%，手里有{patents}件发明专利，{share}%的订单来自省外。",
    "记者在车间里看到，{lines}条生产线正在调试，大屏上的数字每隔几秒就跳动一次。",
    "{zone}设立了{fund}亿元的产业基金，首批投向{industry}和{other}两个方向的{startups}家中小企业。",
    "{zone}与{school}共建的实训基地去年培养了{trained}名技术工人，今年秋天还要再开{classes}个班。",
    "在{other}领域，{zone}已经聚集企业{cluster}家，主营业务收入{income}亿元，本地配套率达到{local}%。",
    "当地海关把查验搬到了厂门口，一柜货物从申报到放行平均只要{hours}小时，比{last_year}年缩短了一半。",
    "谈到下一步打算，{zone}管委会副主任{official}说，{next_year}年要再引进{wanted}个投资过亿元的项目，不让土地空着。",
    "园区的污水处理厂日处理能力提高到{sewage}万吨，{reused}%的中水回到了企业的冷却塔里。",
    "{official}坦言，用工难和融资难仍然存在，{zone}打算在{due}月前办{fairs}场招聘会，并请来{banks}家银行上门对接。",
)
_STEPS = ("签约", "开工", "封顶", "投产", "试生产")
_TITLES = (
    "{zone}{invested}亿元{industry}项目{step}",
    "{company}{industry}项目落户{zone}",
    "{zone}：{industry}项目{step}，年产值{output}亿元",
)
_QUESTIONS = (
    "{zone}{company}的{industry}项目总投资多少？",
    "{company}有限公司在{zone}的项目占地多少亩？",
    "{year}年{month}月{step}的{industry}项目在哪个园区？",
    "{zone}{year}年1至{month_before}月规模以上工业总产值是多少？",
    "{company}{industry}项目什么时候投产？",
)


@dataclass(frozen=True, slots=True)
class Invented:
    """An article, a question that it answers, and the days between which it was published."""

    article: Article
    question: str
    published: DayRange


def invented(n: int) -> Invented:
    """Return the n-th article and a question on it."""
    if n % REPRINTED == REPRINTED - 1:
        return _reprint(invented(n - 1), n)
    draw = random.Random(n)
    day = date(2019, 2, 1) + timedelta(days=draw.randrange(2400))
    said = _facts(draw, day)
    sentences = [draw.choice(_LEADS), *draw.sample(_FACTS, 4), *draw.sample(_COLOUR, 8)]
    paragraphs = ("".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
    return Invented(
        Article(
            f"invented-{n}",
            draw.choice(_TITLES).format_map(said),
            "\n".join(paragraphs).format_map(said),
            source=said["source"],
            published=day.isoformat(),
            zones=(said["zone"],),
        ),
        draw.choice(_QUESTIONS).format_map(said),
        (day.year * 10000 + 101, day.year * 10000 + 1231),
    )


def with_passages(number: int) -> Iterator[Invented]:
    """Yield articles until they make at least `number` passages."""
    cut = 0
    for n in count():
        if cut >= number:
            return
        story = invented(n)
        cut += len(split_passages(story.article))
        yield story


def corrected(article: Article) -> Article:
    """Return the article as a newspaper would correct it: one sentence more at its end."""
    return replace(
        article, body=f"{article.body}\n更正：上文中的数字以{article.source}次日所刊为准。"
    )


def _reprint(story: Invented, n: int) -> Invented:
    article = story.article
    later = date.fromisoformat(article.published) + timedelta(days=1)
    other = _SOURCES[(_SOURCES.index(article.source) + 1) % len(_SOURCES)]
    body = f"{article.body}\n本报综合{article.source}报道。"
    return replace(
        story,
        article=replace(
            article,
            doc_id=f"invented-{n}",
            body=body,
            source=other,
            published=later.isoformat(),
        ),
    )


def _facts(draw: random.Random, day: date) -> dict[str, str]:
    """Draw what an article says; figures as a newspaper prints them."""

    def name(letters: str, size: int) -> str:
        return "".join(draw.choices(letters, k=size))

    def figure(low: int, high: int) -> str:
        value = draw.randrange(low * 10, high * 10) / 10
        return f"{value:,.0f}" if value > 100 else f"{value:g}"

    amounts = {
        "invested": (1, 120), "phase": (1, 30), "land": (20, 900), "output": (2, 300),
        "tax": (200, 9000), "zone_output": (30, 2000), "growth": (1, 30), "above": (1, 6),
        "arrived": (5, 300), "trade": (2, 500), "trade_growth": (1, 60), "fund": (1, 50),
        "income": (5, 400), "sewage": (1, 20),
    }  # fmt: skip
    numbers = {
        "due": (1, 13), "jobs": (60, 3000), "suppliers": (3, 40), "signed": (5, 120),
        "days": (9, 100), "items": (12, 300), "pipes": (2, 30), "research": (5, 60),
        "patents": (3, 300), "share": (10, 90), "lines": (2, 16), "startups": (5, 60),
        "trained": (50, 2000), "classes": (2, 12), "cluster": (10, 300), "local": (20, 80),
        "hours": (2, 30), "wanted": (5, 40), "reused": (20, 90), "fairs": (2, 30),
        "banks": (2, 12),
    }  # fmt: skip
    place = draw.choice(_FIRST) + draw.choice(_SECOND)
    return {
        "zone": place + draw.choice(_KINDS),
        "source": draw.choice(_SOURCES),
        "company": name(_NAMES, 3),
        "reporter": draw.choice(_SURNAMES) + name(_NAMES, 2),
        "manager": draw.choice(_SURNAMES) + name(_NAMES, 2),
        "official": draw.choice(_SURNAMES) + name(_NAMES, 2),
        "industry": draw.choice(_INDUSTRIES),
        "other": draw.choice(_INDUSTRIES),
        "school": f"{name(_NAMES, 2)}职业学院",
        "step": draw.choice(_STEPS),
        "trend": draw.choice(("增长", "下降")),
        "capacity": f"{draw.randrange(2, 500)}{draw.choice(('万件', '万吨', '万套', '万米'))}",
        "year": str(day.year),
        "last_year": str(day.year - 1),
        "next_year": str(day.year + 1),
        "month": str(day.month),
        "month_before": str(max(2, day.month - 1)),
        "day": str(day.day),
    } | {key: figure(*ends) for key, ends in amounts.items()} | {
        key: str(draw.randrange(*ends)) for key, ends in numbers.items()
    }  # fmt: skip
