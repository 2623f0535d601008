"""The report as one HTML file that asks nothing of any network."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from eval.reporting import about, tables
from eval.reporting.axes import Chart
from eval.reporting.differences import Changes
from eval.reporting.entries import MARKS, Entry, titles, verdicts
from eval.reporting.names import Named
from eval.reporting.text import (
    answer_renderer,
    around,
    chinese_date,
    cut,
    quote_html,
    web_address,
    writable,
)
from eval.tables import type_name

FOLDER = Path(__file__).parent
PASSAGES_BUDGET = 1_200_000  # characters of passages in one report: below 4 MB of Chinese
PASSAGE_MIN, PASSAGE_MAX = 40, 1500


def page(
    runs: Sequence[Named],
    moved: Changes | None,
    *,
    drawn: Sequence[Chart],
    asked: Sequence[Entry],
) -> str:
    """Return the whole page; every text of a run is escaped by the template."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "answer": answer_renderer(),
        "around": around,
        "cut": cut,
        "date": chinese_date,
        "fragment": lambda text: quote(writable(text), safe=""),
        "quote": quote_html,
        "type_name": type_name,
        "verdicts": verdicts,
        "web": web_address,
    }
    script = (FOLDER / "report.js").read_text(encoding="utf-8")
    return environment.get_template("page.html.j2").render(
        **_contents(runs, asked),
        **_figures(runs, moved),
        charts=drawn,
        style=(FOLDER / "report.css").read_text(encoding="utf-8"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _contents(runs: Sequence[Named], asked: Sequence[Entry]) -> dict[str, Any]:
    types = dict.fromkeys(str(entry.asked.get("type") or "") for entry in asked)
    return {
        "runs": runs,
        "set_name": about.set_name(runs),
        "started": about.started,
        "count_said": about.count_said,
        "settings": about.settings_table(runs),
        "index": about.index_table(runs),
        "entries": asked,
        "marks": MARKS,
        "types": types,
        "counts": {
            state: sum(state in (entry.state, entry.change) for entry in asked)
            for state in (*MARKS, "better", "worse")
        }
        | {"missed": sum(entry.said[-1].short_missed for entry in asked)},
        "titles": titles(runs),
        "passage_chars": _passage_chars(asked),
    }


def _figures(runs: Sequence[Named], moved: Changes | None) -> dict[str, Any]:
    return {
        "headlines": tables.headlines(runs),
        "answers": tables.answer_table(runs, moved),
        "searches": tables.search_table(runs, moved),
        "refusals": tables.refusal_table(runs, moved),
        "by_type": tables.type_table(runs),
        "moved": moved,
    }


def _passage_chars(asked: Sequence[Entry]) -> int:
    """Return how much of each passage the report can hold."""
    passages = sum(
        len((said.row or {}).get("passages") or ()) for entry in asked for said in entry.said
    )
    return max(PASSAGE_MIN, min(PASSAGE_MAX, PASSAGES_BUDGET // max(1, passages)))
