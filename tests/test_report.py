"""The report: its files, its figures with their intervals, its plots."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from eval.compare import Difference
from eval.questions import EvalError
from eval.reference import keep_verdicts
from eval.reporting.cells import change_cell
from eval.reporting.charts import charts
from eval.reporting.names import named
from eval.reporting.report import write_report
from eval.run import run
from eval.run_folder import Run, read_run
from eval.summary import summarise
from eval.tables import figure_text
from tests.report_fixtures import Answerer, parsed, questions

pytest_plugins = ["tests.report_runs"]


def test_one_run_gives_one_page_and_markdown_with_its_plots(
    runs: tuple[Run, Run], tmp_path: Path
) -> None:
    written = write_report([runs[1]], tmp_path / "out")
    names = ["report.html", "report.md", *(f"report-{n}.svg" for n in ("hit", "types", "risk"))]
    assert [path.name for path in written] == [*names, "report-latency.svg"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        path.name for path in written
    )
    html = written[0].read_text(encoding="utf-8")
    page = parsed(html)
    assert "云岭.jsonl" in html
    assert "2025-11-14 09:30" in html
    ids = [attrs["id"] for tag, attrs in page.tags if tag == "article"]
    assert ids == [row["qid"] for row in runs[1].rows]
    assert all(f'href="#{qid}"' in html for qid in ids)
    loaded = {"src", "srcset", "action", "data", "xlink:href"}
    fetched = [
        value
        for tag, attrs in page.tags
        for name, value in attrs.items()
        if name in loaded or (name == "href" and tag != "a")
    ]
    assert [value for value in fetched if value and not value.startswith("#")] == []
    assert not re.search(r"@import|url\((?!#)", html)
    assert not {"link", "iframe", "object", "img", "base"} & {tag for tag, _ in page.tags}


def test_figures_stand_with_their_interval_and_the_questions_behind_them(
    runs: tuple[Run, Run], tmp_path: Path
) -> None:
    figure = runs[1].summary["overall"]["right"]
    assert figure["low"] < figure["value"] < figure["high"]
    value, low, high = (f"{100 * figure[name]:.1f}" for name in ("value", "low", "high"))
    html_path, md_path, *_ = write_report([runs[1]], tmp_path)
    html = " ".join(html_path.read_text(encoding="utf-8").split())
    assert (
        f'<th scope="row">答对或正确拒答</th><td><span class="v">{value}%</span><small>'
        f'<span>{low}–{high}</span><span class="comma">，</span><span>24题</span></small></td>'
        in html
    )
    markdown = md_path.read_text(encoding="utf-8")
    assert f"| 答对或正确拒答 | {value}%（{low}–{high}，24题） |" in markdown


def test_refusals_stand_beside_the_baseline_that_reads_nothing(
    runs: tuple[Run, Run], tmp_path: Path
) -> None:
    _, md_path, *_ = write_report([runs[1]], tmp_path)
    lines = md_path.read_text(encoding="utf-8").splitlines()
    overall = runs[1].summary["overall"]
    for label, own, baseline in (
        ("拒答 F1", "refusal_f1", "baseline_f1"),
        ("拒答 AUROC", "auroc", "baseline_auroc"),
    ):
        at = next(n for n, line in enumerate(lines) if line.startswith(f"| {label} |"))
        assert figure_text(own, overall[own]["value"]) in lines[at]
        assert lines[at + 1].startswith("| 　只看问题、不读文章的基线 |")
        assert figure_text(baseline, overall[baseline]["value"]) in lines[at + 1]
        assert overall[baseline]["value"] is not None


def test_two_runs_show_the_paired_difference(runs: tuple[Run, Run], tmp_path: Path) -> None:
    html_path, md_path, *_ = write_report(runs, tmp_path)
    pairs = list(zip(runs[0].rows, runs[1].rows, strict=True))
    moved = 100 * sum(b["right"] - a["right"] for a, b in pairs) / len(pairs)
    assert moved > 20
    markdown = md_path.read_text(encoding="utf-8")
    assert "| 指标 | A fusion-off | B fusion-on | B − A 与 95% 区间 |" in markdown
    (line,) = re.findall(r"^\| 答对或正确拒答 \|.*$", markdown, re.MULTILINE)
    assert f"| +{moved:.1f}（+" in line
    assert line.endswith("，变好） |")
    html = html_path.read_text(encoding="utf-8")
    assert html.count('<td class="better">') > 3
    better = [a["qid"] for a, b in pairs if b["right"] and not a["right"]]
    assert html.count('data-change="better"') == len(better) > 0
    both = html.split("<article")[1]
    assert both.count('<section class="said">') == 2
    assert "A fusion-off" in both
    assert "B fusion-on" in both


def test_three_runs_stand_in_columns_of_their_own(runs: tuple[Run, Run], tmp_path: Path) -> None:
    html_path, md_path, *_ = write_report([*runs, runs[0]], tmp_path)
    heads = "| 指标 | A fusion-off | B fusion-on | C fusion-off |"
    assert heads in md_path.read_text(encoding="utf-8")
    assert "圆点是 A，方块是 B，三角是 C。" in html_path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("after", "changed", "bounds", "text", "tone"),
    [
        (0.75, 30, (0.1, 0.4), "+25.0", "better"),
        (0.25, 30, (-0.4, -0.1), "−25.0", "worse"),
        (0.52, 30, (-0.01, 0.05), "+2.0", ""),
        (0.5, 0, (0.0, 0.0), "0.0", ""),
        (0.50001, 2, (-0.0002, 0.0002), "0.0", ""),
        (0.5, 2, (-0.01, 0.01), "0.0", ""),
    ],
)
def test_a_difference_is_only_called_one_where_its_interval_leaves_out_zero(
    *, after: float, changed: int, bounds: tuple[float, float], text: str, tone: str
) -> None:
    up, down = (
        change_cell(Difference(name, 0.5, after, n=99, changed=changed, bounds=bounds))
        for name in ("right", "answerable_refused")
    )
    assert (up.text, up.tone) == (text, tone)
    assert down.tone == {"better": "worse", "worse": "better", "": ""}[tone]
    same = not changed or abs(bounds[1]) < 0.0005
    assert ("没有变化" in up.note) == same
    assert ("分不出高下" in up.note) == (not same and not tone)
    assert change_cell(None).text == "—"


def test_an_interrupted_run_says_so_and_is_not_compared(
    runs: tuple[Run, Run], tmp_path: Path
) -> None:
    asked = questions()
    answerer = Answerer(asked, skill=0.9)

    def breaks_off(
        question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        if question == asked[5].question:
            raise EvalError
        return answerer(question, history, as_of=as_of)

    with pytest.raises(EvalError):
        run(asked, breaks_off, tmp_path / "half")
    half = read_run(tmp_path / "half")
    html_path, md_path, *_ = write_report([runs[0], half], tmp_path / "out")
    html = html_path.read_text(encoding="utf-8")
    assert "5 / 24题，中断" in html
    assert "两次没有逐题比较" in html
    assert "B − A" not in html
    assert html.count("这次没有问这一题。") == 19
    assert "| 指标 | A fusion-off | B half |" in md_path.read_text(encoding="utf-8")


def test_a_run_without_rows_is_a_report_without_plots(tmp_path: Path) -> None:
    empty = Run(tmp_path / "empty", [], summarise([], questions=3, settings={}), {})
    written = write_report([empty], tmp_path)
    assert [path.name for path in written] == ["report.html", "report.md"]
    html = written[0].read_text(encoding="utf-8")
    assert "0 / 3题，中断" in html
    assert "还没有问任何一题" in html
    assert "没有可以计算的指标。" in written[1].read_text(encoding="utf-8")


def test_a_search_without_answers_of_its_own_is_shown_too(tmp_path: Path) -> None:
    asked = questions(8)

    def searches(
        question: str, _history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        return {"answer": f"{question}{as_of}", "retrieved": ["doc-0", "doc-1"]}

    run(asked, searches, tmp_path / "bm25")
    html_path, md_path, *_ = write_report([read_run(tmp_path / "bm25")], tmp_path)
    assert html_path.read_text(encoding="utf-8").count("<article") == 8
    assert "首篇命中" in md_path.read_text(encoding="utf-8")


def test_the_plots_keep_their_chinese_as_text_for_the_reader_s_fonts(
    runs: tuple[Run, Run],
) -> None:
    drawn = {chart.name: chart.svg for chart in charts(named(runs))}
    assert list(drawn) == ["hit", "types", "risk", "latency"]
    for svg in drawn.values():
        root = ElementTree.fromstring(svg)
        assert "PingFang SC" in root.attrib["style"]
        assert "Noto Sans CJK SC" in root.attrib["style"]
        assert "DejaVu" not in svg
        assert "<style" not in svg, "a style of one picture would reach the whole page"
    texts = [text.text or "" for text in ElementTree.fromstring(drawn["hit"]).iter()]
    assert {"A 文章", "A 依据句", "B 文章", "B 依据句", "前10"} <= set(texts)
    assert charts(named(runs))[0].svg == drawn["hit"], "the same run gives the same picture"


def test_one_slow_question_does_not_squash_the_curve_of_the_others(runs: tuple[Run, Run]) -> None:
    times = [0.1] * 199 + [9.0]
    rows = [runs[1].rows[0] | {"qid": f"q{n}", "seconds": time} for n, time in enumerate(times)]
    slow, even = (replace(runs[1], rows=some) for some in (rows, rows[:-1]))
    chart, calm = (next(c for c in charts(named([r])) if c.name == "latency") for r in (slow, even))
    assert "图只画到 0.13 秒：还有1题更慢，最慢 9.00 秒。" in chart.caption
    assert "图只画到" not in calm.caption
    ticks = [text.text or "" for text in ElementTree.fromstring(chart.svg).iter()]
    assert max(float(tick) for tick in ticks if re.fullmatch(r"\d\.\d+", tick)) <= 0.13


def test_kept_verdicts_are_no_report(runs: tuple[Run, Run], tmp_path: Path) -> None:
    keep_verdicts(runs[0], tmp_path / "kept")
    kept = read_run(tmp_path / "kept")
    for given in ([kept], [kept, runs[1]]):
        with pytest.raises(EvalError, match=r"kept 里只留了判分，.*请改给 eval run 写出的文件夹。"):
            write_report(given, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_settings_are_told_in_words(runs: tuple[Run, Run], tmp_path: Path) -> None:
    settings = runs[0].settings | {"search": "fused", "started": "2026-11-23T13:03:09+08:00"}
    _, md_path, *_ = write_report([replace(runs[0], settings=settings)], tmp_path)
    markdown = md_path.read_text(encoding="utf-8")
    assert "| 检索方式 | 三种检索合起来 |" in markdown
    assert "| 回答方式 | 摘引原文 |" in markdown
    assert "| 开始时间 | 2026-11-23 05:03 UTC |" in markdown


def test_what_cannot_be_written_says_so(runs: tuple[Run, Run], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EvalError, match=r"报告不能写进 .*file（.*），请换一个目录。"):
        write_report(runs, tmp_path / "file")
    with pytest.raises(EvalError, match="至少一个结果目录"):
        write_report([], tmp_path)
