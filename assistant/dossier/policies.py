"""The policies that articles tell of a zone: whose they are, and from when they hold."""

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.dossier.citing import Numbering, bears_out
from assistant.dossier.names import Pages
from assistant.dossier.schema import Policy, Value
from assistant.dossier.values import read_period
from assistant.finding.evidence import Evidence
from assistant.policies.facets import Said, document_numbers, in_force, issued, issuers
from assistant.policies.policy import POLICY_NOUN, TITLE
from assistant.tables.article_view import ArticleView
from assistant.tables.cells import inert
from corpus.article import Article
from corpus.repeats import letters
from corpus.zones import zone_mentions
from index.passages import sentence_spans

Says = Callable[[str], Iterator[Said]]

MAX_SENTENCE = 300  # characters
PLAIN = 2.5  # how plainly a sentence must say a fact
_ISSUES = re.compile(r"印发|出台|发布|公布|颁布|制定|推出|下发|实施|审议通过|发文")
_KIND = re.compile(rf"(?:{POLICY_NOUN}|规划|政策)(?:[（(][^（）()]*[）)])?$")
_REACH = 40  # characters from a zone to the policy that it issues


def read_policies(
    zone: str, articles: Sequence[Article], pages: Pages, numbering: Numbering
) -> Iterator[Policy]:
    """Yield each policy once, as the newest article tells of it that says most."""
    found: dict[str, list[Evidence]] = {}
    titles: dict[str, str] = {}
    for article in articles:
        for title, evidence in _told(zone, article, pages):
            titles.setdefault(letters(title), title)
            found.setdefault(letters(title), []).append(evidence)
    for key, places in found.items():
        best = max(places, key=lambda e: (_facts(e), e.article.published))
        yield _policy(titles[key], best, numbering)


def _told(zone: str, article: Article, pages: Pages) -> Iterator[tuple[str, Evidence]]:
    """Yield the titles that name the zone, or that it issues, with their sentences."""
    body = article.body
    if "《" not in body:
        return
    read = ArticleView(article)
    for start, end in sentence_spans(body):
        if end - start > MAX_SENTENCE or "《" not in body[start:end]:
            continue
        for match in TITLE.finditer(body, start, end):
            if not _KIND.search(match[1]):
                continue
            named = {pages.get(z.name) for z in zone_mentions(match[1])}
            before = read.zones_in(max(start, match.start() - _REACH), match.start())
            between = body[before[-1].end : match.start()] if before else ""
            issues = before and pages.get(before[-1].name) == zone and _ISSUES.search(between)
            if zone in named or (not named and issues):
                yield match[1], Evidence(article, start, end)


def _policy(title: str, evidence: Evidence, numbering: Numbering) -> Policy:
    at = evidence.text.index(title) + evidence.start
    citation = numbering.cite(evidence, (at, at + len(title)))
    one = len(TITLE.findall(evidence.text)) == 1

    def fact(says: Says) -> Value | None:
        return _fact(says, evidence, numbering) if one else None

    return Policy(
        title,
        citation,
        issuer=fact(issuers),
        number=fact(document_numbers),
        issued=fact(issued),
        in_force=fact(in_force),
    )


def _facts(evidence: Evidence) -> int:
    rules = (issuers, document_numbers, issued, in_force)
    return sum(_said(rule, evidence) is not None for rule in rules)


def _said(says: Says, evidence: Evidence) -> Said | None:
    said = [s for s in says(evidence.text) if s.plain >= PLAIN]
    return max(said, key=lambda s: s.plain) if said else None


def _fact(says: Says, evidence: Evidence, numbering: Numbering) -> Value | None:
    """Return what the sentence says most plainly by a rule."""
    said = _said(says, evidence)
    if said is None:
        return None
    text = evidence.text[said.start : said.end]
    if not bears_out([evidence], text):
        return None
    span = (evidence.start + said.start, evidence.start + said.end)
    times = ArticleView(evidence.article).times_in(*span)
    _, meant, rule = (
        read_period(times[0], evidence.article.published) if len(times) == 1 else ("", "", "")
    )
    return Value(inert(text), numbering.cite(evidence, span), meant=meant, rule=rule)
