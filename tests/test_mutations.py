"""Wrong claims made from real sentences are never shown as fact; true ones nearly always are."""

import os
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.citations import parse_claim, plain_text
from assistant.generate import write_generated
from assistant.schema import AssistantError
from corpus.article import Article
from corpus.readers import read_articles
from tests.llm_server import ScriptedLLM
from tests.mutations import Case, wrong_cases
from tests.paraphrases import true_cases

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parent.parent / "corpus" / "articles"
LEAST = 500  # claims of each sort
PASSING = 0.97  # of the true ones
_ITEM = re.compile(r"^\d{1,2}[.、]\s*")  # an item's number, which an answer leaves out


def is_shown(case: Case) -> bool:
    """Let an LLM write the claim, and say whether the answer has it in those words."""
    llm = ScriptedLLM(text=case.claim)
    try:
        *_, draft = write_generated("情况如何？", case.offered, llm)
    except AssistantError:
        return False
    written = plain_text(parse_claim(_ITEM.sub("", case.claim), known=99)).strip(" 。")
    return written in draft.text.replace("**", "") and not draft.notices


def table(cases: Sequence[Case], *, shown: bool) -> tuple[str, int]:
    """Return how many of each kind came out wrong, as text and in all."""
    asked, failed = Counter(case.kind for case in cases), Counter[str]()
    examples = []
    for case in cases:
        if is_shown(case) != shown:
            failed[case.kind] += 1
            examples.append(f"  {case.kind}: {case.claim}")
    rows = [f"{kind}: {failed[kind]} of {n}" for kind, n in asked.items()]
    return "\n".join([*rows, *examples]), failed.total()


def check(articles: Sequence[Article], *, per_kind: int) -> None:
    wrong = wrong_cases(articles, per_kind=per_kind)
    true = true_cases(articles, per_kind=per_kind + 40)
    assert len(wrong) >= LEAST
    assert len(true) >= LEAST
    rows, n = table(wrong, shown=False)
    assert n == 0, f"{n} of {len(wrong)} wrong claims are shown as fact:\n{rows}"
    rows, n = table(true, shown=True)
    assert n <= (1 - PASSING) * len(true), f"{n} of {len(true)} true claims are struck:\n{rows}"


def test_claims_made_from_the_sample_articles() -> None:
    check(read_articles(SAMPLE).articles, per_kind=38)


@pytest.mark.shared
def test_claims_made_from_articles_of_others() -> None:
    shared = os.environ.get("ZONE_ASSISTANT_SHARED")
    if not shared:
        pytest.skip("ZONE_ASSISTANT_SHARED IS NOT SET: claims are made from the sample alone")
    reading = read_articles(Path(shared) / "sets" / "zone_news_corpus" / "corpus.jsonl")
    check(random.Random(0).sample(list(reading.articles), 60), per_kind=45)
