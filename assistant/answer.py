"""The whole way from a question to a cited answer."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from llama_index.core.llms import LLM

from assistant.compare_table import Finding, in_turn, write_table
from assistant.comparison import read_comparison
from assistant.confidence import THRESHOLD, confidence
from assistant.conversation import Standalone, searched, stand_alone, understood
from assistant.draft import Draft
from assistant.evidence import Evidence
from assistant.extract import write_extracted
from assistant.frame import frame_answer, frame_refusal
from assistant.generate import write_generated
from assistant.question import Question, read_question
from assistant.ranking import Ranked, Rarity, rank_sentences
from assistant.reprints import add_reprints, without_reprints
from assistant.schema import REFUSAL, Answer, AssistantError, Citation, Mode, Turn
from assistant.smalltalk import small_talk
from corpus.article import Article
from corpus.repeats import Repeats
from index.overlap import OverlapSearch
from index.passages import split_passages
from index.table import Hit, Search

MAX_QUESTION = 1000  # characters
HITS = 100  # passages retrieved
REPORTED = 10  # articles named as retrieved, and sentences as weighed
SHOWN_TO_LLM = 12  # sentences


@dataclass(frozen=True, slots=True)
class Sources:
    """What an answer may be drawn from; `rarity` weighs a bigram of a question."""

    search: Search
    articles: Mapping[str, Article]
    rarity: Rarity
    repeats: Repeats = field(default_factory=dict)
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Look:
    """What one search found: passages, ranked sentences, the articles read, and how sure it is."""

    asked: Question
    hits: Sequence[Hit]
    ranked: Sequence[Ranked]
    looked_at: frozenset[str]
    confidence: float

    @property
    def retrieved(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(hit.passage.doc_id for hit in self.hits))

    @property
    def weighed(self) -> tuple[tuple[str, str], ...]:
        return tuple((e.article.doc_id, e.text) for e in _evidence(self.ranked, REPORTED))

    @property
    def finding(self) -> Finding:
        return Finding(self.asked, self.ranked, sure=self.confidence >= THRESHOLD)


class Assistant:
    """Answers questions from the articles of an index, without an LLM or with one."""

    def __init__(self, sources: Sources, *, llm: LLM | None = None) -> None:
        self._sources = sources
        self._llm = llm

    def article(self, doc_id: str) -> Article:
        """Return a cited article."""
        try:
            return self._sources.articles[doc_id]
        except KeyError:
            raise AssistantError(f"索引里没有编号为 {doc_id} 的文章，请重新提问。") from None

    def bodies(self) -> Mapping[str, str]:
        """Return the articles' texts by doc_id, for whoever checks citations."""
        return {doc_id: article.body for doc_id, article in self._sources.articles.items()}

    def examples(self) -> Sequence[str]:
        """Return questions that the articles can answer."""
        return self._sources.examples

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), as_of: date | None = None
    ) -> Answer:
        """Return the finished answer."""
        *_, answer = self.stream(question, history=history, as_of=as_of)
        return answer

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), as_of: date | None = None
    ) -> Iterator[Answer]:
        """Yield the answer as it grows; the last one is the whole.

        今年 in the question is the year of `as_of`, today where that is not given.
        """
        started = time.perf_counter()
        question = check_question(question)
        reply = small_talk(question)
        if reply:
            answers: Iterator[Answer] = iter([Answer(question, question, reply, confidence=1.0)])
        else:
            standalone = stand_alone(question, history)
            answers = self._answers(question, standalone, as_of or date.today())
        for answer in answers:
            yield replace(answer, seconds=round(time.perf_counter() - started, 3))

    def _answers(self, question: str, standalone: Standalone, as_of: date) -> Iterator[Answer]:
        compared = None if self._llm else read_comparison(standalone.question)
        asked = [part.question for part in compared.parts] if compared else [standalone.question]
        looks = [self._look(replace(standalone, question=one), as_of) for one in asked]
        meant = understood(standalone, as_of)
        refusal = self._refusal(looks, meant, Answer(question, standalone.text, REFUSAL))
        if refusal.confidence < THRESHOLD:
            yield refusal
            return
        if compared:
            table = write_table(compared, [look.finding for look in looks])
            drafts: Iterable[tuple[Draft, Mode]] = [(table, "extractive")]
        else:
            drafts = self._drafts(standalone, looks[0].asked, looks[0].ranked)
        for draft, mode in drafts:
            yield (
                refusal
                if draft.refused
                else replace(
                    refusal,
                    answer=draft.text,
                    short_answer=draft.short_answer,
                    refused=False,
                    mode=mode,
                    frame=frame_answer(meant, draft.citations, refusal.frame.looked_at),
                    citations=self._with_reprints(draft.citations),
                    derived=draft.derived,
                    notices=draft.notices,
                )
            )

    def _refusal(self, looks: Sequence[_Look], meant: str | None, answer: Answer) -> Answer:
        """Return what is said where nothing is found; an answer takes over all that it can."""
        hits = [hit for look in looks for hit in look.hits]
        looked_at = len(set().union(*(look.looked_at for look in looks)))
        return replace(
            answer,
            refused=True,
            frame=frame_refusal(meant, hits, self._sources.articles, looked_at=looked_at),
            confidence=max(look.confidence for look in looks),
            retrieved=in_turn([look.retrieved for look in looks])[:REPORTED],
            weighed=in_turn([look.weighed for look in looks])[:REPORTED],
        )

    def _look(self, standalone: Standalone, as_of: date) -> _Look:
        """Search for what one question asks, and rank the sentences."""
        hits = self._sources.search.search(searched(standalone, as_of), k=HITS)
        asked = read_question(standalone.question, context=standalone.context, as_of=as_of)
        ranked = rank_sentences(
            asked, hits, articles=self._sources.articles, rarity=self._sources.rarity
        )
        looked_at = frozenset(sentence.evidence.article.doc_id for sentence in ranked)
        ranked = without_reprints(ranked, self._sources.repeats)
        return _Look(asked, hits, ranked, looked_at, confidence(asked, ranked))

    def _with_reprints(self, citations: Sequence[Citation]) -> tuple[Citation, ...]:
        return add_reprints(citations, self._sources.repeats, self._sources.articles)

    def _drafts(
        self, standalone: Standalone, question: Question, ranked: Sequence[Ranked]
    ) -> Iterator[tuple[Draft, Mode]]:
        """Yield the LLM's drafts where there is one that works, else the quoted sentences."""
        notices: tuple[str, ...] = ()
        if self._llm:
            evidence = _evidence(ranked, SHOWN_TO_LLM)
            try:
                for draft in write_generated(standalone.text, evidence, self._llm):
                    yield draft, "generative"
            except AssistantError as error:
                notices = (f"{error}下面是直接摘引的原文。",)
            else:
                return
        yield replace(write_extracted(question, ranked), notices=notices), "extractive"


def _evidence(ranked: Sequence[Ranked], n: int) -> list[Evidence]:
    return [sentence.evidence for sentence in ranked[:n]]


def check_question(question: str) -> str:
    """Return the question without the white space around it; refuse an empty or endless one."""
    question = question.strip()
    if not question:
        raise AssistantError("问题是空的，请输入要问的内容，例如：太原半导体生态科技港总投资多少？")
    if len(question) > MAX_QUESTION:
        raise AssistantError(
            f"问题有{len(question)}个字，太长了：请缩短到{MAX_QUESTION}个字以内再问。"
        )
    return question


def answer_from_passages(
    question: str, passages: Sequence[str], *, llm: LLM | None = None
) -> Answer:
    """Answer from passages that are handed in, with the same writers and checks and no index."""
    articles = {
        f"passage-{n}": Article(f"passage-{n}", "", text) for n, text in enumerate(passages, 1)
    }
    cut = [p for article in articles.values() for p in split_passages(article)]
    search = OverlapSearch(cut)
    return Assistant(Sources(search, articles, rarity=lambda _: 1.0), llm=llm).ask(question)
