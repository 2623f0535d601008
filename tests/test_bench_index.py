"""The measuring of the index, at a size that takes seconds, with the stand-in encoder."""

import json
from pathlib import Path

import pytest

from index.passages import split_passages
from tests.bench_index import main
from tests.bench_report import BEGIN, END, STEPS
from tests.invented import REPRINTED, corrected, invented, with_passages


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run: a document, its plot, and what was measured."""
    folder = tmp_path_factory.mktemp("bench")
    (folder / "benchmarks.md").write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\n# After\n")
    run(folder)
    return folder


def run(folder: Path) -> None:
    main([
        *("--sizes", "40", "90", "--random-from", "90", "--slice", "10", "--questions", "5"),
        *("--model", "bigram-hash", "--out", str(folder / "kept")), "--in-process",
        *("--document", str(folder / "benchmarks.md")),
    ])  # fmt: skip


@pytest.mark.slow
def test_the_section_holds_every_figure(measured: Path) -> None:
    text = (measured / "benchmarks.md").read_text(encoding="utf-8")
    assert text.startswith(f"# Before\n\n{BEGIN}\n## ")
    assert text.endswith(f"{END}\n\n# After\n")
    assert "old" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {name for name in STEPS.values() if f"| {name} |" in text} == set(STEPS.values())
    assert "| vectors | bigram-hash, numpy | random-384 |" in rows
    assert len([row for row in rows if row.count("|") == 4]) > 20
    assert not [row for row in rows if "|  |" in row and not row.startswith("|  | ")]
    assert (measured / "index-scale.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_what_is_measured_is_kept(measured: Path) -> None:
    kept = {path: path.read_bytes() for path in (measured / "kept").rglob("*.json")}
    document = (measured / "benchmarks.md").read_bytes()
    run(measured)
    again = {path: path.read_bytes() for path in (measured / "kept").rglob("*.json")}
    assert again == kept
    assert (measured / "benchmarks.md").read_bytes() == document
    building = json.loads((measured / "kept" / "90" / "building.json").read_bytes())
    assert building["passages"] >= 90
    assert 0 < building["changed"]["encoded"] < 10


def test_invented_articles_are_the_same_each_time() -> None:
    stories = list(with_passages(100))
    assert [invented(n) for n in range(len(stories))] == stories
    assert sum(len(split_passages(story.article)) for story in stories) in range(100, 105)
    assert len({story.article.doc_id for story in stories}) == len(stories)
    assert len({story.article.body for story in stories}) == len(stories)
    assert not any("{" in story.article.body + story.article.title for story in stories)
    assert not any("{" in story.question for story in stories)


def test_some_articles_are_reprints() -> None:
    first, again = (invented(n).article for n in (REPRINTED - 2, REPRINTED - 1))
    assert again.body.startswith(first.body)
    assert (again.title, again.zones) == (first.title, first.zones)
    assert again.source != first.source
    assert again.published > first.published
    assert corrected(first).body.startswith(f"{first.body}\n更正")
