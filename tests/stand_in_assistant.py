"""A scripted assistant over a few made-up articles, to develop and test the page with."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.citations import cite
from assistant.dossier.reading import Dossiers
from assistant.dossier.schema import Dossier
from assistant.finding.evidence import Evidence
from assistant.schema import (
    EVERYTHING,
    REFUSAL,
    Answer,
    AssistantError,
    Citation,
    Derived,
    Facets,
    Filters,
    Found,
    Frame,
    Mode,
    Reprint,
    Turn,
)
from corpus.article import Article
from corpus.zones import article_zones

INVESTMENT = "青石岭高新区储能项目总投资多少？"
STAFF = "青石岭高新区储能项目有多少员工？"
COMPARE = "青石岭和白沙洲各有多少家企业入驻？"
SLOW = "请慢慢说一说青石岭的储能项目"
ATTACK = "恶意文章说了什么？"
BLOCKED = "卡住"
MAX_CHARS = 2000

_STORAGE = Article(
    doc_id="qingshiling-storage",
    title="青石岭高新区储能项目加快建设",
    body=(
        "初冬的青石岭高新区，塔吊林立，机器轰鸣。今年以来，园区把项目建设作为头等大事，"
        "一个项目、一名领导、一套班子，从签约到开工平均用时缩短到四十天。\n"
        "储能项目由云岭新能源有限公司投资建设，总投资约6.2亿元，占地面积88亩，"
        "建成后年产储能电池柜1200套。\n"
        "目前，一号厂房主体已经封顶，二号厂房正在安装设备，预计明年6月试生产。"
    ),
    source="摘编自《山城晚报》",
    published="2025-11",
)
_FIRMS = Article(
    doc_id="baishazhou-firms",
    title="白沙洲开发区入驻企业超过两百家",
    body="截至10月底，青石岭高新区入驻企业134家，白沙洲开发区入驻企业217家。两区今年新增企业41家。",
    source="江城日报",
    published="2025-11-04",
    url="https://news.example/baishazhou?a=1&b=2",
)
_EVIL = Article(
    doc_id="evil",
    title="<img src=x onerror=\"window.hacked='title'\">标题",
    body=(
        "前文<script>window.hacked='body'</script>。"
        "![图](https://evil.example/a.png) [点这里](javascript:window.hacked=1) "
        "<b onmouseover=alert(1)>粗</b>{{value}}${window.hacked='template'}`。"
        "后文</blockquote><iframe>。"
    ),
    source="\"><svg onload=window.hacked='source'>",
    published="2025-13-99<i>",
    url="javascript:window.hacked='link'",
)


class StandInAssistant:
    """Answers its own few questions; counts what streams were begun, closed and given."""

    def __init__(self, *, pause: float = 0.0) -> None:
        self.pause = pause
        self._articles = {article.doc_id: article for article in (_STORAGE, _FIRMS, _EVIL)}
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.filters: list[Filters] = []
        self.closed = threading.Event()
        self.snapshots = 0
        self.unblock = threading.Event()
        self.suggesting = threading.Event()
        self.suggest = threading.Event()  # cleared, suggestions are waited for
        self.suggest.set()
        self._dossiers = Dossiers({key: _with_zones(a) for key, a in self._articles.items()})

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """Yield the scripted answer sentence by sentence."""
        self.asked.append((question, tuple(history)))
        self.filters.append(filters)
        if len(question) > MAX_CHARS:
            raise AssistantError(f"问题有{len(question)}字，最多{MAX_CHARS}字，请缩短后再问。")
        if question == BLOCKED:
            self.unblock.wait(60)
        final = _answer(question, turn=len(history) + 1)
        try:
            for end in _ends(final.answer):
                self.snapshots += 1
                yield _part(final, end)
                time.sleep(0.3 if question == SLOW else self.pause)
            yield final
        finally:
            self.closed.set()

    def article(self, doc_id: str) -> Article:
        """Return one of the made-up articles."""
        if doc_id not in self._articles:
            raise AssistantError(f"没有编号为{doc_id}的文章。")
        return self._articles[doc_id]

    def articles(self) -> Mapping[str, Article]:
        """Return the made-up articles."""
        return self._articles

    def passages(
        self, query: str, *, k: int = 10, filters: Filters = EVERYTHING
    ) -> Sequence[Found]:
        """Return the made-up articles that hold the query, as one passage each."""
        self.filters.append(filters)
        kept = [a for a in (_STORAGE, _FIRMS) if query in a.body]
        return [
            Found(a.doc_id, a.title, a.source, a.published, a.url, 0, len(a.body), a.body, 1.0)
            for a in kept[:k]
        ]

    def examples(self) -> Sequence[str]:
        """Return questions that the script answers."""
        return (INVESTMENT, COMPARE, STAFF)

    def facets(self) -> Facets:
        """Return what its articles can be filtered by."""
        zones = (("青石岭高新区", 2), ("白沙洲开发区", 1))
        return Facets(zones, (("山城晚报", 1), ("江城日报", 1)), "2025-11", "2025-11-04")

    def dossier(self, zone: str) -> Dossier:
        """Return what the made-up articles say of a zone."""
        return self._dossiers.read(zone)

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        """Yield what may follow an answer that is none of a refusal."""
        asked = {answer.question, *(turn.question for turn in history)}
        if not (answer.refused or filters or COMPARE in asked):
            self.suggesting.set()
            self.suggest.wait(60)
            yield COMPARE


def _with_zones(article: Article) -> Article:
    return replace(article, zones=article_zones(article.title, article.body))


def _answer(question: str, *, turn: int) -> Answer:
    if question == ATTACK:
        text = (
            "![图](https://evil.example/a.png)<img src=x onerror=\"window.hacked='answer'\"> [1] "
        )
        text += "[点](javascript:alert(1)) www.evil.example **恶意** [7]"
        quote = _EVIL.body[: _EVIL.body.index("后文")]
        return _build(question, text, [_cite(1, _EVIL, quote, "![图]")], understood="<u>恶意</u>")
    if "员工" in question:
        nearby = ("总投资", "占地面积", INVESTMENT)
        return _build(question, REFUSAL, [], refused=True, nearby=nearby)
    if question == COMPARE:
        text = (
            "| 开发区 | 入驻企业 | 资料时间 | 出处 |\n|---|---|---|---|\n"
            "| 白沙洲开发区 | **217家** | 2025年11月4日 | [1] |\n"
            "| 青石岭高新区 | **134家** | 2025年11月4日 | [1] |"
        )
        quote = _FIRMS.body[: _FIRMS.body.index("两区")]
        derived = (Derived("两区共351家", "217家＋134家", (1,)),)
        return _build(question, text, [_cite(1, _FIRMS, quote, "134家", "217家")], derived=derived)
    if question == SLOW:
        text = "".join(
            f"第{i}句：储能项目总投资**约6.2亿元**，占地88亩。[1]\n\n" for i in range(1, 21)
        )
        return _build(question, text, [_investment(1)])
    if "今年新增" in question or "多少家" in question:
        quote = "两区今年新增企业41家。"
        return _build(question, f"**41家** [1]\n\n{quote}[1]", [_cite(1, _FIRMS, quote, "41家")])
    understood = None if question == INVESTMENT else f"{question.rstrip('？')}（第{turn}轮）"
    text = (
        "**约6.2亿元** [1]\n\n"
        "储能项目由云岭新能源有限公司投资建设，**总投资约6.2亿元**，占地面积88亩…… [1]\n\n"
        "目前，一号厂房主体已经封顶。[2]"
    )
    later = _cite(
        2, _STORAGE, "目前，一号厂房主体已经封顶，二号厂房正在安装设备，预计明年6月试生产。"
    )
    return _build(question, text, [_investment(1), later], understood=understood)


def _investment(n: int) -> Citation:
    start = _STORAGE.body.index("储能项目由")
    quote = _STORAGE.body[start : _STORAGE.body.index("\n", start)]
    return _cite(n, _STORAGE, quote, "总投资约6.2亿元")


def _cite(n: int, article: Article, quote: str, *marks: str) -> Citation:
    start = article.body.index(quote)
    found = [article.body.index(mark, start) for mark in marks]
    places = [(at, at + len(mark)) for at, mark in zip(found, marks, strict=True)]
    cited = cite(Evidence(article, start, start + len(quote)), n=n, marks=places)
    reprint = Reprint("copy", "云岭时报", "2025-11-02")
    return replace(cited, also=(reprint,)) if article is _STORAGE else cited


def _build(
    question: str,
    text: str,
    citations: list[Citation],
    *,
    refused: bool = False,
    understood: str | None = None,
    nearby: tuple[str, ...] = (),
    derived: tuple[Derived, ...] = (),
) -> Answer:
    mode: Mode = "extractive"
    return Answer(
        question=question,
        standalone_question=understood or question,
        answer=text,
        refused=refused,
        mode=mode,
        frame=Frame(understood=understood, as_of="2025-11", looked_at=3, nearby=nearby),
        citations=tuple(citations),
        derived=derived,
    )


def _ends(text: str) -> list[int]:
    return [at + 1 for at, char in enumerate(text) if char in "。，]\n"] or [len(text)]


def _part(final: Answer, end: int) -> Answer:
    return Answer(
        question=final.question,
        standalone_question=final.standalone_question,
        answer=final.answer[:end],
        frame=final.frame,
        citations=final.citations,
    )
