"""The report's questions: what is shown of each, and that whatever a run says stays text."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from eval.reporting.entries import entries
from eval.reporting.names import named
from eval.reporting.report import write_report
from eval.reporting.text import answer_renderer, around, cut, quote_html
from eval.run_folder import Run
from tests.report_fixtures import REFUSAL, hostile_run, parsed

pytest_plugins = ["tests.report_runs"]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    html_path, md_path, *svgs = write_report([hostile_run(tmp_path / "run")], tmp_path / "out")
    html = html_path.read_text(encoding="utf-8")
    page = parsed(html)
    assert "img" not in {tag for tag, _ in page.tags}
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert len([tag for tag, _ in page.tags if tag == "script"]) == 1
    assert "alert" not in "".join(page.scripts)
    assert not [a for _, a in page.tags if (a.get("href") or "").startswith("javascript")]
    assert "{{ 7 * 7 }}" in html
    assert "\x00" not in html
    assert "<strong>&lt;/script&gt;" in html
    markdown = md_path.read_text(encoding="utf-8")
    assert not re.search(r"(?<!\\)<", markdown)
    for block in markdown.replace("\\|", "").split("\n\n"):
        if block.startswith("|"):
            assert len({line.count("|") for line in block.strip().split("\n")}) == 1
    for path in svgs:
        text = "".join(ElementTree.fromstring(path.read_text(encoding="utf-8")).itertext())
        assert "alert(1)" not in text, "a label is cut to what fits"
    assert any("</script><img" in "".join(ElementTree.parse(p).getroot().itertext()) for p in svgs)


def test_an_answer_keeps_its_bold_numbers_and_tables_and_nothing_else() -> None:
    answer = answer_renderer()
    assert answer("**约5亿元** [1]") == (
        '<p><strong>约5亿元</strong> <span class="cite">[1]</span></p>\n'
    )
    table = answer("| 区 | 数 |\n|---|---|\n| 甲 | **5** [1] |")
    assert '<div class="scroll" tabindex="0"><table>' in table
    assert '<td><strong>5</strong> <span class="cite">[1]</span></td>' in table
    assert answer("[原文](javascript:x) <b>") == "<p>[原文](javascript:x) &lt;b&gt;</p>\n"


def test_marks_are_offsets_into_the_body_and_bad_ones_are_left_out() -> None:
    citation = {"quote": "投资<3亿元", "start": 10, "marks": [[12, 16], [0, 3], [11, 99], [13, 14]]}
    assert quote_html(citation) == "投资<mark>&lt;3亿元</mark>"
    assert quote_html({"quote": "甲", "start": None}) == "甲"


def test_long_text_is_cut_around_what_matters() -> None:
    assert cut("甲" * 5, 3) == "甲甲甲……（共5字）"
    text = "前" * 50 + "要点" + "后" * 50
    assert "要点" in around(text, ["要点"], 20)
    assert around(text, [], 4) == "前前前前……"
    assert around("短", ["要点"], 20) == "短"


def test_gold_sentences_say_who_cited_them(runs: tuple[Run, Run], tmp_path: Path) -> None:
    asked = entries(named([runs[1]]))
    cited = {entry.asked["qid"]: entry.sentences for entry in asked if entry.sentences}
    for entry in asked:
        if entry.asked["citation_recall"] is not None:
            was = all(sentence.cited for sentence in cited[entry.asked["qid"]])
            assert was == (entry.asked["citation_recall"] == 1)
    assert {bool(s.cited) for sentences in cited.values() for s in sentences} == {True, False}
    html = write_report(runs, tmp_path)[0].read_text(encoding="utf-8")
    assert "✓ 已引用 B [1]" in html
    assert "– 未引用" in html


def test_verdicts_are_told_in_words(runs: tuple[Run, Run]) -> None:
    rows = {row["qid"]: row for row in runs[0].rows}
    for entry in entries(named([runs[0]])):
        row, (said,) = rows[entry.asked["qid"]], entry.said
        if row["answerable"]:
            wrong = "可答而拒答" if row["refused"] else "没有答对"
            assert said.verdict == ("答对" if row["right"] else wrong)
        else:
            assert said.verdict == ("正确拒答" if row["refused"] else "该拒答而答")
        assert said.state == ("right" if row["right"] else "wrong")


def test_a_short_answer_beside_the_point_is_told(runs: tuple[Run, Run], tmp_path: Path) -> None:
    first, second = [row for row in runs[1].rows if row["contained"] and row["right"]][:2]
    rows = [first | {"short_contained": False}, second | {"short_contained": True}]
    html = write_report([replace(runs[1], rows=rows)], tmp_path)[0].read_text(encoding="utf-8")
    _, missed, met = html.split("<article")
    assert "短答案不含标准答案</span>" in missed
    assert "短答案不含标准答案</span>" not in met
    assert 'data-missed="missed"' in missed
    assert 'data-missed=""' in met


def test_articles_go_by_the_titles_that_citations_tell(
    runs: tuple[Run, Run], tmp_path: Path
) -> None:
    row = next(row for row in runs[1].rows if row["citations"] and row["hit_1"])
    html = write_report([replace(runs[1], rows=[row])], tmp_path)[0].read_text(encoding="utf-8")
    known, other = row["retrieved"][:2]
    found = html.split('<ol class="found">')[1].split("</ol>")[0]
    title = row["citations"][0]["title"]
    assert f'<li class="gold-one"><span title="{known}">✓ {title}</span></li>' in found
    assert f'<li><span title="{other}">{other}</span></li>' in found


def test_a_refusal_is_shown_with_what_was_expected(runs: tuple[Run, Run], tmp_path: Path) -> None:
    html = write_report([runs[1]], tmp_path)[0].read_text(encoding="utf-8")
    (refused,) = (
        part for part in html.split("<article")[1:] if 'id="near-003"' in part.split(">")[0]
    )
    assert REFUSAL in refused
    assert "资料里没有答案，应当拒答。" in refused
    assert "✓ 正确拒答" in refused
    assert "相近的内容：总投资" in refused
    assert "近似而无答案" in refused


def test_a_long_set_keeps_its_passages_short(runs: tuple[Run, Run], tmp_path: Path) -> None:
    rows = []
    for n in range(400):
        row = runs[1].rows[n % 24] | {"qid": f"q{n}"}
        rows.append(row | {"passages": [{"doc_id": "d", "text": "长" * 3000}] * 10})
    many = replace(runs[1], rows=rows)
    html_path, *_ = write_report([many], tmp_path)
    assert html_path.stat().st_size < 6_000_000, "the passages alone are 36 MB"
    assert "长" * 280 + "……" in html_path.read_text(encoding="utf-8")
