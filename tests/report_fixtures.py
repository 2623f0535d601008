"""Runs over an invented set, asked and judged by the real code, for the report's tests."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from eval.questions import Question
from eval.run import Measured, run
from eval.run_folder import Run, read_run

HOSTILE = '</script><img src=x onerror="alert(1)"><b>甲</b> {{ 7 * 7 }} $x_1$ | `a` \x00\ud800'
REFUSAL = "资料里没有找到答案。"
ZONES = ("青石岭高新区", "云岭经开区", "白河湾新区", "松山保税区", "明湖产业园", "石桥经开区")
ASKED = {
    "figure": ("总投资多少？", "项目总投资约{n}.6亿元，占地{n}0亩，由云岭建设公司承建。"),
    "date": ("哪天开工？", "项目于2025年{n}月8日开工，全市{n}个部门到场，预计两年建成投产。"),
    "who": ("由谁建设？", "项目由云岭第{n}建设公司承建，总投资{n}亿元，监理单位是白河咨询公司。"),
}


def questions(count: int = 24) -> list[Question]:
    """Return `count` questions: figures, dates, names, follow-ups, and every fourth a near miss."""
    return [_question(n) for n in range(count)]


def _question(n: int) -> Question:
    zone, name = ZONES[n % len(ZONES)], f"{n + 1}号项目"
    if n % 4 == 3:
        near = f"{zone}{name}有多少名员工？" if n % 8 == 3 else f"{zone}{name}二期总投资多少？"
        return Question(f"near-{n:03}", near, answerable=False, type="near_miss")
    kind = list(ASKED)[n % 3]
    asked, sentence = ASKED[kind]
    sentence = sentence.format(n=n % 11 + 1)
    named = f"{zone}{name}二期" if n % 7 == 6 else f"{zone}{name}"
    answer = sentence.split("，")[0].removeprefix("项目")
    history = ((f"{zone}有什么新项目？", f"有{name} [1]"),) if n % 5 == 4 else ()
    return Question(
        qid=f"{kind}-{n:03}",
        question=f"它{asked}" if history else f"{named}{asked}",
        answers=(answer,),
        answer_groups=((answer,),),
        gold_doc_ids=(f"doc-{n}",),
        answerable=True,
        type="followup" if history else kind,
        history=history,
        evidence=((f"doc-{n}", sentence),),
        as_of=date(2025, 11, 14) if n % 6 == 0 else None,
    )


class Answerer:
    """Answers from the gold, wrongly in a share of cases that `skill` (0 to 1) sets."""

    def __init__(self, asked: Sequence[Question], *, skill: float, seed: int = 0) -> None:
        self._asked = {(question.question, question.history): question for question in asked}
        self._skill, self._seed = skill, seed

    def __call__(
        self, question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        gold = self._asked[question, tuple(history)]
        chance = random.Random(f"{self._seed}{gold.qid}")
        able = chance.random() < self._skill
        sure = round((0.5 if able else 0.1) + chance.random() * 0.45, 3)
        sentence = gold.evidence[0][1] if gold.evidence else "园区年产储能电池柜1200套。"
        said = sentence if able else "园区位于城北，由市政府批准设立。"
        doc = gold.gold_doc_ids[0] if gold.gold_doc_ids and able else "doc-other"
        refused = able if not gold.answerable else chance.random() < 0.2 * (1 - self._skill)
        others = [f"doc-{1000 + chance.randrange(900)}" for _ in range(9)]
        place = 0 if able else chance.randrange(1, 9)
        retrieved = [*others[:place], *(gold.gold_doc_ids or ("doc-other",)), *others[place:]]
        texts = [sentence if id_ in gold.gold_doc_ids else "另一段：" + "新闻。" * 40
                 for id_ in retrieved]  # fmt: skip
        lead = said.split("，")[0].removeprefix("项目").rstrip("。")
        return {
            "standalone_question": question,
            "answer": REFUSAL if refused else f"**{lead}** [1]\n{said} [1]",
            "short_answer": None if refused else lead,
            "refused": refused,
            "mode": "extractive",
            "frame": {
                "understood": question,
                "as_of": str(as_of or "2025-11"),
                "looked_at": 3,
                "nearby": ["总投资"],
            },
            "citations": [] if refused else [_citation(doc, said, lead)],
            "derived": [],
            "confidence": sure if gold.answerable else round(0.6 - sure / 2, 3),
            "seconds": round(0.08 + chance.expovariate(6), 3),
            "retrieved": retrieved,
            "passages": [
                {"doc_id": id_, "text": text} for id_, text in zip(retrieved, texts, strict=True)
            ],
        }


def _citation(doc: str, quote: str, lead: str) -> dict[str, Any]:
    start = 40 + quote.find(lead)
    return {
        "n": 1,
        "doc_id": doc,
        "title": "青石岭高新区储能项目加快建设",
        "source": "摘编自《云岭时报》",
        "published": "2025-11-02",
        "url": "https://news.example/1?a=1&b=2",
        "start": 40,
        "end": 40 + len(quote),
        "quote": quote,
        "marks": [[start, start + len(lead)]],
        "also": [],
        "score": 0.9,
    }


def made_run(folder: Path, *, count: int = 24, skill: float = 0.8, seed: int = 0) -> Run:
    """Ask the invented questions and return the run as it is read back."""
    asked = questions(count)
    settings = {
        "questions": "eval/questions/云岭.jsonl",
        "set": "5f1c" * 16,
        "mode": "extractive",
        "limit": None,
        "seed": seed,
        "manifest": {"encoder": "multilingual-e5-small", "articles": 128, "fusion": skill > 0.7},
        "versions": {"chromadb": "1.5.9", "numpy": "2.3.0"},
    }
    about = {"started": "2025-11-14T09:30:12+00:00"}
    answerer = Answerer(asked, skill=skill, seed=seed)
    run(asked, answerer, folder, measured=Measured(settings=settings, about=about))
    return read_run(folder)


class Tags(HTMLParser):
    """Collects the tags of a page, their attributes, and the text of its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts.append(data)


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


def hostile_run(folder: Path) -> Run:
    citation = {"n": 1, "doc_id": HOSTILE, "title": HOSTILE, "source": HOSTILE, "quote": HOSTILE,
                "published": HOSTILE, "url": "javascript:alert(1)", "start": 5, "end": 9,
                "marks": [[6, 9], [0, 99], [7, 8]]}  # fmt: skip

    def answers(
        _question: str, _history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        return {"answer": f"**</script>** [1]\n{HOSTILE}", "short_answer": HOSTILE,
                "refused": False, "citations": [citation], "retrieved": [HOSTILE],
                "notices": [HOSTILE, str(as_of)], "confidence": 0.5,
                "derived": [{"value": HOSTILE, "rule": HOSTILE, "citations": [1]}],
                "passages": [{"doc_id": HOSTILE, "text": HOSTILE}]}  # fmt: skip

    asked = Question(
        qid=HOSTILE,
        question=HOSTILE,
        answers=(HOSTILE,),
        answer_groups=((HOSTILE,),),
        gold_doc_ids=(HOSTILE,),
        answerable=True,
        type=HOSTILE,
        history=((HOSTILE, HOSTILE),),
        evidence=((HOSTILE, HOSTILE),),
        note=HOSTILE,
    )
    settings = {"questions": HOSTILE, HOSTILE: HOSTILE, "manifest": {HOSTILE: [HOSTILE]}}
    run([asked], answers, folder, measured=Measured(settings=settings))
    return read_run(folder)
