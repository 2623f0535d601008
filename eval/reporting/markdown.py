"""The report as Markdown, for wherever a file of HTML cannot go."""

import re
from collections.abc import Iterator, Sequence

from eval.reporting import about, tables
from eval.reporting.axes import Chart
from eval.reporting.cells import Cell, Table
from eval.reporting.differences import Changes
from eval.reporting.entries import MARKS, Entry, Said
from eval.reporting.names import Named
from eval.reporting.text import chinese_date, cut

LISTED = 50  # wrong answers in full; report.html has every question
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_LONGEST = 400


def markdown(
    runs: Sequence[Named],
    moved: Changes | None,
    *,
    drawn: Sequence[Chart],
    asked: Sequence[Entry],
) -> str:
    """Return the figures, the plots by file name, and the questions that went wrong."""
    parts = [f"# 评测报告：{escaped(about.set_name(runs) or '未命名题集')}"]
    parts += [_headline(run) for run in runs]
    parts += [moved.said] if moved else []
    parts += ["## 回答与引文", table(tables.answer_table(runs, moved))]
    parts += ["## 找文章和依据句", table(tables.search_table(runs, moved))]
    parts += ["## 拒答", _REFUSALS, table(tables.refusal_table(runs, moved))]
    parts += ["## 按类型", table(tables.type_table(runs)), "## 图"]
    parts += [
        f"![{chart.title}](report-{chart.name}.svg)\n\n{chart.title}。{chart.caption}"
        for chart in drawn
    ]
    parts += _failures(asked)
    parts += ["## 设置", table(about.settings_table(runs))]
    parts += ["### 索引与软件版本", table(about.index_table(runs))]
    return "\n\n".join(parts) + "\n"


_REFUSALS = "基线只看问题的措辞、从不读文章。系统没有明显高过它，拒答就说明不了什么。"


def table(shown: Table) -> str:
    """Write a table; a group's title stands in a row of its own."""
    if not shown.groups:
        return "没有可以计算的指标。"
    lines = [_row(shown.heads), _row(["---", *("---:" for _ in shown.heads[1:])])]
    for group in shown.groups:
        if group.title:
            lines.append(_row([f"**{escaped(group.title)}**", *("" for _ in shown.heads[1:])]))
        for line in group.lines:
            label = ("　" if line.minor else "") + escaped(line.label)
            lines.append(_row([label, *map(_cell, line.cells)]))
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Escape what Markdown or HTML would read as markup; line breaks become spaces."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return escaped(cell.text) + (f"（{escaped(cell.note)}）" if cell.note else "")


def _headline(run: Named) -> str:
    facts = (run.title, about.started(run), about.count_said(run))
    return "，".join(escaped(fact) for fact in facts if fact) + "。"


def _failures(asked: Sequence[Entry]) -> Iterator[str]:
    wrong = [entry for entry in asked if entry.state == "wrong"]
    yield "## 没有答对的题"
    if not wrong:
        yield "没有。"
    elif len(wrong) > LISTED:
        yield f"共{len(wrong)}题，这里列出前{LISTED}题；全部在 report.html。"
    for entry in wrong[:LISTED]:
        yield f"### {escaped(entry.asked['qid'])} {escaped(cut(entry.asked['question'], _LONGEST))}"
        yield "\n".join(_details(entry))


def _details(entry: Entry) -> Iterator[str]:
    for question, answer in entry.asked.get("history") or ():
        yield f"- 前文：{escaped(cut(question, _LONGEST))} → {escaped(cut(answer, _LONGEST))}"
    answers = "；".join(
        escaped(cut(answer, _LONGEST)) for answer in entry.asked.get("answers") or ()
    )
    yield f"- 标准答案：{answers or '（资料里没有，应当拒答）'}"
    for said in entry.said:
        yield from _answer(said)
    for sentence in entry.sentences:
        cited = "、".join(sentence.cited)
        mark = f"已引用 {escaped(cited)}" if cited else "未引用"
        yield f"- 标准依据（{mark}）：{escaped(cut(sentence.text, _LONGEST))}"


def _answer(said: Said) -> Iterator[str]:
    name = f"{said.run.letter} " if said.run.letter else ""
    row = said.row or {}
    answer = escaped(cut(str(row.get("answer") or ""), _LONGEST))
    yield f"- {name}{MARKS[said.state]} {said.verdict}：{answer}"
    for citation in row.get("citations") or ():
        facts = (citation.get("title"), citation.get("source"))
        when = chinese_date(str(citation.get("published") or ""))
        origin = "，".join(escaped(str(fact)) for fact in (*facts, when) if fact)
        quote = escaped(cut(str(citation.get("quote") or ""), _LONGEST))
        yield f"  - [{citation.get('n')}] {origin}：{quote}"
