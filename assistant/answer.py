"""The whole way from a question to a cited answer."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from assistant.asking.checked import check_question
from assistant.asking.scope import outside, strangers
from assistant.asking.smalltalk import small_talk
from assistant.dossier.reading import Dossiers
from assistant.draft import Draft, Written
from assistant.extract import write_extracted
from assistant.finding.confidence import settled
from assistant.finding.looking import REPORTED, Look, Sources, look_up, zones_found
from assistant.finding.passages import find_passages
from assistant.finding.reprints import add_reprints
from assistant.finding.second_opinion import write_judged
from assistant.finding.within import facets, said_within, within
from assistant.framing.coverage import covered
from assistant.framing.follow_ups import follow_ups
from assistant.framing.frame import Asked, frame_answer, frame_refusal
from assistant.quotes.disagreement import disagreements, write_disagreement
from assistant.quotes.years import years_shown
from assistant.schema import (
    EVERYTHING,
    REFUSAL,
    Answer,
    AssistantError,
    Facets,
    Filters,
    Found,
    Mode,
    Turn,
)
from assistant.structured import write_structured
from assistant.tables.compare_table import Finding, in_turn, write_table
from assistant.understanding import Understood, understand, with_zones
from corpus.article import Article
from index.overlap import OverlapSearch

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

__all__ = ["Assistant", "Sources", "answer_from_passages"]

SHOWN_TO_LLM = 12  # sentences
LIMITED = 16  # filters whose articles are remembered: people ask on under theirs
NOTHING = Draft("", refused=True)


class Assistant:
    """Answers questions from the articles of an index, without an LLM or with one."""

    def __init__(self, sources: Sources, *, llm: "LLM | None" = None) -> None:
        self._sources = sources
        self._llm = llm
        self._coverage = covered(sources.articles.values())
        self.dossier = Dossiers(sources.articles).read
        self._facets = cache(lambda: facets(sources.articles.values()))
        self._within = lru_cache(LIMITED)(lambda f: Assistant(within(sources, f), llm=llm))

    def article(self, doc_id: str) -> Article:
        """Return a cited article."""
        try:
            return self._sources.articles[doc_id]
        except KeyError:
            raise AssistantError(f"索引里没有编号为 {doc_id} 的文章，请重新提问。") from None

    def articles(self) -> Mapping[str, Article]:
        """Return all articles by doc_id."""
        return self._sources.articles

    def bodies(self) -> Mapping[str, str]:
        """Return the articles' texts by doc_id, for whoever checks citations."""
        return {doc_id: article.body for doc_id, article in self._sources.articles.items()}

    def passages(self, query: str, *, k: int = 10, filters: Filters = EVERYTHING) -> list[Found]:
        """Return the `k` passages that fit a query best, best first."""
        return find_passages(query, self.within(filters)._sources, k=k)

    def examples(self) -> Sequence[str]:
        """Return questions that the articles can answer."""
        return self._sources.examples

    def facets(self) -> Facets:
        """Return what the articles can be filtered by."""
        return self._facets()

    def suggestions(
        self, answer: Answer, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str]:
        """Yield a few questions that may follow; each was tried, without the LLM."""
        sources = self.within(filters)._sources
        return follow_ups(answer, sources, ask=Assistant(sources).ask, history=history)

    def within(self, filters: Filters) -> "Assistant":
        """Return an assistant over the articles that pass the filters and no others."""
        return self._within(filters) if filters else self

    def close(self) -> None:
        """Release the index's files."""
        self._sources.release()

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        as_of: date | None = None,
        filters: Filters = EVERYTHING,
    ) -> Answer:
        """Return the finished answer."""
        *_, answer = self.stream(question, history=history, as_of=as_of, filters=filters)
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        as_of: date | None = None,
        filters: Filters = EVERYTHING,
    ) -> Iterator[Answer]:
        """Yield growing, whole answers; 今年 is the year of `as_of`, of today without it."""
        started = time.perf_counter()
        question = check_question(question)
        if reply := small_talk(question):
            answers: Iterator[Answer] = iter([Answer(question, question, reply, confidence=1.0)])
        else:
            day = as_of or date.today()
            asked = understand(question, history, self._sources.known, as_of=day, llm=self._llm)
            answers = self.within(filters)._answers(question, asked)
        for answer in answers:
            yield replace(answer, seconds=round(time.perf_counter() - started, 3))

    def _answers(self, question: str, asked: Understood) -> Iterator[Answer]:
        """Look for every part of the question, and frame what is written about it."""
        looks = self._looks(asked)
        zoned = with_zones(asked, zones_found(looks[0], self._sources))
        if zoned.compared is not asked.compared:
            looks = self._looks(zoned)
        blank = Answer(question, asked.standalone.text, REFUSAL)
        for written, mode in self._written(zoned, looks):
            yield self._framed(blank, zoned, looks, written=written, mode=mode)

    def _looks(self, asked: Understood) -> list[Look]:
        return [look_up(part, self._sources, as_of=asked.as_of) for part in asked.parts]

    def _written(self, asked: Understood, looks: Sequence[Look]) -> Iterator[tuple[Written, Mode]]:
        """Yield what the writers make of it; tables and policies need no LLM."""
        seen = len(set().union(*(look.looked_at for look in looks)))
        if outside(asked.standalone.text, self._sources.known) and not asked.compared:
            yield Written(NOTHING, seen), "extractive"
            return
        if asked.compared:
            strange = [bool(outside(look.asked.text, self._sources.known)) for look in looks]
            findings = [
                Finding(look.asked, () if is_strange else look.ranked, sure=look.sure)
                for look, is_strange in zip(looks, strange, strict=True)
            ]
            compared = write_table(asked.compared, findings)
            if not compared.refused or not self._llm:
                yield Written(compared, seen), "extractive"
                return
        elif not asked.ask_back:
            alone = asked.standalone.reading or asked.standalone.question
            if structured := write_structured(alone, looks[0], self._sources):
                yield structured, "extractive"
                return
        if asked.ask_back or not any(look.sure for look in looks):
            yield Written(NOTHING, seen), "extractive"
            return
        for draft, mode in self._drafts(asked, looks):
            yield Written(draft, seen), mode

    def _drafts(self, asked: Understood, looks: Sequence[Look]) -> Iterator[tuple[Draft, Mode]]:
        """Yield the LLM's drafts where there is one that works, else the quoted sentences."""
        notices: tuple[str, ...] = ()
        look = looks[0]
        pair = disagreements(look.asked, look.ranked, self._sources.repeats)
        if self._llm and not pair:
            evidence = in_turn([look.evidence(SHOWN_TO_LLM) for look in looks])[:SHOWN_TO_LLM]
            text, llm = asked.standalone.text, self._llm
            reader = None if asked.compared else self._sources.reader
            try:
                for draft in write_judged(look.asked, text, evidence, llm=llm, reader=reader):
                    yield draft, "generative"
            except AssistantError as error:
                notices = (f"{error}下面是直接摘引的原文。",)
            else:
                return
        if asked.compared:  # the table found nothing to stand on
            yield NOTHING, "extractive"
            return
        quoted = write_disagreement(pair) if pair else write_extracted(look.asked, look.ranked)
        yield replace(quoted, notices=(*notices, *quoted.notices)), "extractive"

    def _framed(
        self,
        blank: Answer,
        asked: Understood,
        looks: Sequence[Look],
        *,
        written: Written,
        mode: Mode,
    ) -> Answer:
        """Put the frame around a draft: what was understood, as of when, what is nearby."""
        draft = written.draft
        about = Asked(looks[0].asked, asked.as_of, self._coverage)
        sure = draft.trust * max(look.confidence for look in looks)
        found = replace(
            blank,
            refused=draft.refused,
            confidence=settled(sure, refused=draft.refused),
            retrieved=in_turn([look.retrieved for look in looks])[:REPORTED],
            weighed=in_turn([look.weighed for look in looks])[:REPORTED],
        )
        if draft.refused:
            hits = [hit for look in looks for hit in look.hits]
            articles, seen = self._sources.articles, written.looked_at
            frame = frame_refusal(asked.meant, hits, articles, looked_at=seen, asked=about)
            unknown = strangers(asked.standalone.text, self._sources.known)
            asks = (asked.ask_back,) if asked.ask_back else unknown
            nearby = said_within(tuple(dict.fromkeys((*asks, *frame.nearby))), self._sources)
            return replace(found, frame=replace(frame, nearby=nearby))
        cited = add_reprints(draft.citations, self._sources.repeats, self._sources.articles)
        return replace(
            found,
            answer=draft.text,
            short_answer=draft.short_answer,
            mode=mode,
            frame=frame_answer(asked.meant, cited, written.looked_at, asked=about),
            citations=cited,
            derived=(*draft.derived, *years_shown(draft.text, cited, known=draft.derived)),
            notices=draft.notices,
        )


def answer_from_passages(
    question: str, passages: Sequence[str], *, llm: "LLM | None" = None
) -> Answer:
    """Answer from passages that are handed in, with the same writers and checks and no index."""
    articles = {
        f"passage-{n}": Article(f"passage-{n}", "", text) for n, text in enumerate(passages, 1)
    }
    search = OverlapSearch.over(articles.values())
    return Assistant(Sources(search, articles, rarity=lambda _: 1.0), llm=llm).ask(question)
