"""Which sentences of which articles are about the policy that a question asks about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.finding.ranking import Ranked
from assistant.policies.policy import POLICY_NOUN, TITLE, PolicyQuestion
from corpus.article import Article
from corpus.places.lexicon import places
from index.lexical import bigrams
from index.passages import Span, sentence_spans

MAX_SENTENCE = 600  # characters; a longer one has lost its stops
ARTICLES = 6  # best ranked articles that are looked at
IN_ARTICLE = 0.5  # share of what the question is about that an article must say
OWN_TITLE = 0.45  # … a title that is the policy's, or of the title that the question says
IN_SENTENCE = 0.34  # … the sentence that says most of it
NAMED_WHOLE = 0.6  # … of a policy that is asked about as a whole and by no title
AS_GOOD = 0.9  # how near a further article must come to the best one
SAME_TITLE = 0.75  # share of the shorter of two titles of one policy that both hold, in bigrams

_KIND = re.compile(
    "([^的了能可得拿给有是和对与\\W]{2})(?:补贴|补助|奖励|津贴)"
)  # 购房补贴 is no 租房补贴
_ANY_KIND = re.compile(
    "什么|哪些|多少|最高|现金|资金|财政|政府|专项|次性|相关|获得|给予|享受|可得|拿到|领取|申请|项目|企业|有何"
)
_INTRODUCES = re.compile(r"印发|出台|发布|公布|颁布|制定|推出|下发|通过|转发|实施了")
_DIGEST = re.compile(r"^\s*\d{1,2}[、.．](?!\d)")
_OWN = re.compile(
    rf"本(?:次|{POLICY_NOUN})|该(?:项|{POLICY_NOUN})|此次|上述|(?:这|该)(?:份|部|项|个)"
)


@dataclass(frozen=True, slots=True)
class PolicySentence:
    """A sentence about the policy; `names` where it names it, `away` is how far the last one is."""

    article: Article
    start: int
    end: int
    names: bool
    away: int
    rank: int  # of its article, 0 for the best
    titles: tuple[str, ...] = ()  # the policy's own, as the article gives them

    @property
    def text(self) -> str:
        """Return the sentence as it stands in the article."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that says what is asked, and its marks as offsets in it.

    An `item` stands in a list; `quoted` is the part that is shown where it is not the whole.
    """

    sentence: PolicySentence
    marks: tuple[Span, ...]
    item: bool = False
    quoted: Span | None = None


@dataclass(frozen=True, slots=True)
class _View:
    article: Article
    covers: tuple[float, ...]  # per sentence, share of what the question is about
    whole: float  # … of the article
    titles: tuple[str, ...]  # the policy's own, as the article gives them
    short: tuple[str, ...]  # what the article calls it once it is named: 《办法》

    @property
    def top(self) -> float:
        """Return the share that its best sentence says."""
        return max(self.covers, default=0.0)


def policy_sentences(asked: PolicyQuestion, ranked: Sequence[Ranked]) -> list[PolicySentence]:
    """Return the sentences about the policy, of the best article first; none where none is."""
    articles = {r.evidence.article.doc_id: r.evidence.article for r in ranked}
    views = [_view(asked, article) for article in list(articles.values())[:ARTICLES]]
    views = [view for view in views if _fits(asked, view)]
    if not views:
        return []
    best = max(views, key=lambda view: view.whole + 0.5 * view.top)
    alike = [v for v in views if v is not best and v.whole >= AS_GOOD * best.whole]
    same = [v for v in alike if not best.titles or _share_title(best.titles, v.titles)]
    return [s for rank, view in enumerate([best, *same]) for s in _section(view, rank)]


def _view(asked: PolicyQuestion, article: Article) -> _View:
    wanted = set(bigrams(f"{asked.name} {asked.about}"))
    body = article.body
    covers = tuple(share(wanted, body[a:b]) for a, b in sentence_spans(body))
    key = set(bigrams(asked.name or asked.about))
    titles = tuple(dict.fromkeys(TITLE.findall(f"{article.title}\n{body}")))
    scored = [
        (max(share(key, t), share(set(bigrams(t)), asked.about)), t)
        for t in titles
        if _is_policy(t)
    ]
    top = max((score for score, _ in scored), default=0.0)
    own = tuple(t for score, t in scored if score >= max(OWN_TITLE, AS_GOOD * top))
    short = tuple(f"《{noun}》" for noun in _short_names(own))
    return _View(article, covers, share(wanted, f"{article.title}\n{body}"), own, short)


def _is_policy(title: str) -> bool:
    return len(title) > 6 and bool(re.search(POLICY_NOUN, title))


def _fits(asked: PolicyQuestion, view: _View) -> bool:
    """Tell whether an article is about the policy, and of no other place."""
    text = f"{view.article.title}\n{view.article.body}"
    if asked.name and _plain(asked.name) in _plain(text):
        near = True
    elif f"《{asked.name}》" in asked.text:
        near = any(_same_title(asked.name, title) for title in view.titles)
    elif asked.whole:
        near = min(view.whole, view.top) >= NAMED_WHOLE
    else:
        near = view.whole >= IN_ARTICLE and view.top >= IN_SENTENCE
    kinds = [kind for kind in _KIND.findall(asked.text) if not _ANY_KIND.fullmatch(kind)]
    return near and all(word in text for word in [*_named_places(asked.text), *kinds])


def _named_places(text: str) -> list[str]:
    """Return the provinces and cities that a question names."""
    known = places().administrations
    found, at = [], 0
    while at < len(text):
        name = next((text[at : at + n] for n in (4, 3, 2) if text[at : at + n] in known), "")
        if name:
            found.append(name[:2])
        at += len(name) or 1
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\s“”\"+＋《》]", "", text)


def share(wanted: set[str], text: str) -> float:
    """Return the share of the bigrams that stand in `text`, 0 of none."""
    return len(wanted & set(bigrams(text))) / len(wanted) if wanted else 0.0


def _share_title(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(_same_title(a, b) for a in one for b in other)


def _same_title(one: str, other: str) -> bool:
    short, long = sorted((set(bigrams(one)), set(bigrams(other))), key=len)
    return len(short & long) >= SAME_TITLE * len(short)


def _section(view: _View, rank: int) -> list[PolicySentence]:
    """Return the sentences from the first that names the policy up to where another one begins."""
    body, spans = view.article.body, sentence_spans(view.article.body)
    top = view.top
    named = [_names(view, n, span, top=top) for n, span in enumerate(spans)]
    begins = (n for n, says in enumerate(named) if says or _begins(view, n, top=top))
    first = next(begins, 0)
    digest = any(_DIGEST.match(body[a:b]) for a, b in spans[: first + 1])
    found: list[PolicySentence] = []
    last, on = first, True
    for n in range(first, len(spans)):
        start, end = spans[n]
        text = body[start:end]
        if digest and n > first and _DIGEST.match(text):
            break
        own = named[n] or bool(_OWN.search(text))
        other = not own and bool(_others(view, text))
        on = own or (on and not (other and _INTRODUCES.search(text)))
        if on and not other and end - start <= MAX_SENTENCE:
            last = n if named[n] else last
            found.append(
                PolicySentence(view.article, start, end, named[n], n - last, rank, view.titles)
            )
    return found


def _names(view: _View, n: int, span: Span, *, top: float) -> bool:
    text = view.article.body[span[0] : span[1]]
    if any(title in text for title in view.titles):
        return True
    if any(noun in text for noun in view.short):
        return True
    return not view.titles and view.covers[n] >= 0.75 * top


def _begins(view: _View, n: int, *, top: float) -> bool:
    """Tell whether a policy without a title may begin to be spoken of."""
    return not view.titles and view.covers[n] >= 0.5 * top


def _short_names(titles: Sequence[str]) -> set[str]:
    """Return what an article calls a policy once it is named: 《办法》, 《若干政策》."""
    ends = {re.sub(r"[（(][^（）()]*[）)]$", "", title) for title in titles}
    return {end[-n:] for end in ends for n in (2, 4, 6)}


def _others(view: _View, text: str) -> list[str]:
    """Return the titles of other policies in a sentence."""
    return [
        title
        for title in TITLE.findall(text)
        if _is_policy(title) and not any(_same_title(title, own) for own in view.titles)
    ]
