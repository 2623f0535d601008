"""The report's tables in the page's language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.web.language import Lang
from eval.questions import TYPES
from eval.reporting import tables
from eval.reporting.cells import Cell, Group, Line, Table
from eval.reporting.differences import Changes
from eval.reporting.names import Named
from eval.summary import LABELS

_TYPES = {
    "figure": "Figures",
    "fact": "Facts",
    "list": "Lists",
    "compare": "Comparisons",
    "relative_time": "Relative dates",
    "followup": "Follow-ups",
    "policy": "Policies",
    "why_how": "Why and how",
    "summary": "Summaries",
    "near_miss": "Near misses without an answer",
    "unanswerable": "No answer",
    "": "Unsorted",
}
_LABELS = {
    "right": "Answered or refused rightly",
    "hit_1": "Right article first",
    "hit_3": "Right article in the first 3",
    "hit_5": "Right article in the first 5",
    "hit_10": "Right article in the first 10",
    "recall_5": "Article recall@5",
    "recall_10": "Article recall@10",
    "rr_10": "Article MRR@10",
    "ndcg_10": "Article nDCG@10",
    "sentence_hit_1": "Right sentence first",
    "sentence_hit_3": "Right sentence in the first 3",
    "sentence_hit_5": "Right sentence in the first 5",
    "sentence_hit_10": "Right sentence in the first 10",
    "sentence_recall_10": "Sentence recall@10",
    "sentence_rr_10": "Sentence MRR@10",
    "sentence_ndcg_10": "Sentence nDCG@10",
    "contained": "Answer holds the gold",
    "short_contained": "Short answer holds the gold",
    "exact": "Exact match (CMRC)",
    "f1": "Character F1 (CMRC)",
    "figures_right": "Figures and units right",
    "citation_precision": "Citation precision",
    "citation_recall": "Citation recall",
    "grounded": "Figures all in cited sentences",
    "quoted": "Quotes verbatim",
    "refusal_right": "Answers and refuses when due",
    "single.hit_1": "Right article first (single)",
    "single.hit_5": "Right article in the first 5 (single)",
    "followup.hit_1": "Right article first (follow-ups)",
    "followup.hit_5": "Right article in the first 5 (follow-ups)",
    "refusal_precision": "Refusal precision",
    "refusal_recall": "Refusal recall",
    "refusal_f1": "Refusal F1",
    "baseline_precision": "Question-only baseline: refusal precision",
    "baseline_recall": "Question-only baseline: refusal recall",
    "baseline_f1": "Question-only baseline: refusal F1",
    "auroc": "Refusal AUROC",
    "baseline_auroc": "Question-only baseline: AUROC",
    "aurc": "Area under risk–coverage (lower is better)",
    "baseline_aurc": "Question-only baseline: area under risk–coverage",
    "answerable_refused": "Answerable yet refused (lower is better)",
}
_WORDS = {
    "可答而拒答": "Refused, yet answerable",
    "没有答对": "Not right",
    "该拒答而答": "Answered, yet nothing says so",
    "指标": "Figure",
    "结果与 95% 区间": "Result with its 95% interval",
    "B − A 与 95% 区间": "B − A with its 95% interval",
    "类型": "Type",
    "题数": "Questions",
    "回答": "Answers",
    "引文": "Citations",
    "找文章": "Finding articles",
    "找依据句": "Finding sentences",
    "其他": "Other",
    "每题用时": "Time a question",
    "中位数": "Median",
    "95% 分位": "95th percentile",
    "合计": "In all",
    "只看问题、不读文章的基线": "Baseline that sees the question only",
}
ENGLISH = (
    {LABELS[name]: said for name, said in _LABELS.items()}
    | {TYPES[name]: said for name, said in _TYPES.items()}
    | _WORDS
)
_PARTS = (  # of a cell
    (re.compile(r"(\d+)题"), r"n = \1"),
    (re.compile(r" 秒"), " s"),
    (re.compile(r"95% 区间 "), "95% interval "),
    (re.compile(r"只看问题的基线 "), "question-only baseline "),
    (re.compile(r" 至 "), " to "),
    (re.compile(r"没有变化"), "unchanged"),
    (re.compile(r"分不出高下"), "no telling apart"),
    (re.compile(r"变好"), "better"),
    (re.compile(r"变差"), "worse"),
)


def word(text: str, lang: Lang) -> str:
    """Return a label of the evaluation in a language; what is none of ours stays as it is."""
    return ENGLISH.get(text, text) if lang == "en" else text


def tiles(runs: Sequence[Named], lang: Lang) -> list[Line]:
    """Return the few figures that a reader wants first."""
    return [_line(line, lang) for line in tables.headlines(runs)]


def run_tables(runs: Sequence[Named], moved: Changes | None, lang: Lang) -> dict[str, Table]:
    """Return the tables of one run or two, by what they are about; none that is empty."""
    found = {
        "answers": tables.answer_table(runs, moved),
        "refusals": tables.refusal_table(runs, moved),
        "search": tables.search_table(runs, moved),
        "types": tables.type_table(runs),
    }
    letters = {run.title: run.letter for run in runs if run.letter}
    return {name: _table(table, letters, lang) for name, table in found.items() if table.groups}


def _table(table: Table, letters: Mapping[str, str], lang: Lang) -> Table:
    heads = tuple(word(letters.get(head, head), lang) for head in table.heads)
    groups = (
        Group(word(g.title, lang), tuple(_line(x, lang) for x in g.lines)) for g in table.groups
    )
    return Table(heads, tuple(groups))


def _line(line: Line, lang: Lang) -> Line:
    if lang == "zh":
        return line
    return replace(line, label=word(line.label, lang), cells=tuple(map(_cell, line.cells)))


def _cell(cell: Cell) -> Cell:
    text, note = cell.text, cell.note
    for pattern, said in _PARTS:
        text, note = pattern.sub(said, text), pattern.sub(said, note)
    return replace(cell, text=text, note=note)
