"""The whole way from a question to a cited answer."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.asking.scope import not_mentioned, outside
from assistant.asking.smalltalk import small_talk
from assistant.draft import Draft, Written
from assistant.extract import write_extracted
from assistant.finding.confidence import settled
from assistant.finding.looking import REPORTED, Look, Sources, look_up
from assistant.finding.reprints import add_reprints
from assistant.framing.coverage import covered
from assistant.framing.frame import Asked, frame_answer, frame_refusal
from assistant.generate import write_generated
from assistant.quotes.disagreement import disagreements, write_disagreement
from assistant.quotes.years import years_shown
from assistant.schema import REFUSAL, Answer, AssistantError, Mode, Turn
from assistant.structured import write_structured
from assistant.tables.compare_table import Finding, in_turn, write_table
from assistant.understanding import Understood, understand, with_zones
from corpus.article import Article
from index.overlap import OverlapSearch

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

__all__ = ["Assistant", "Sources", "answer_from_passages", "check_question"]

MAX_QUESTION = 1000  # characters
SHOWN_TO_LLM = 12  # sentences
NOTHING = Draft("", refused=True)


class Assistant:
    """Answers questions from the articles of an index, without an LLM or with one."""

    def __init__(self, sources: Sources, *, llm: "LLM | None" = None) -> None:
        self._sources = sources
        self._llm = llm
        self._coverage = covered(sources.articles.values())

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

    def close(self) -> None:
        """Release the index's files."""
        self._sources.release()

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
            day = as_of or date.today()
            known = self._sources.known
            asked = understand(question, history, known, as_of=day, llm=self._llm)
            answers = self._answers(question, asked)
        for answer in answers:
            yield replace(answer, seconds=round(time.perf_counter() - started, 3))

    def _answers(self, question: str, asked: Understood) -> Iterator[Answer]:
        """Look for every part of the question, and frame what is written about it."""
        looks = self._looks(asked)
        zoned = with_zones(asked, self._zones(looks[0]))
        if zoned.compared is not asked.compared:
            looks = self._looks(zoned)
        blank = Answer(question, asked.standalone.text, REFUSAL)
        for written, mode in self._written(zoned, looks):
            yield self._framed(blank, zoned, looks, written=written, mode=mode)

    def _looks(self, asked: Understood) -> list[Look]:
        return [look_up(part, self._sources, as_of=asked.as_of) for part in asked.parts]

    def _zones(self, look: Look) -> tuple[str, ...]:
        """Return the zones of the articles that were found, best first, then all others."""
        found = (self._sources.articles[doc_id].zones[:1] for doc_id in look.retrieved)
        return tuple(
            dict.fromkeys([*(z for zones in found for z in zones), *self._sources.known.zones])
        )

    def _written(self, asked: Understood, looks: Sequence[Look]) -> Iterator[tuple[Written, Mode]]:
        """Yield what the writers make of it; tables and policies need no LLM."""
        seen = len(set().union(*(look.looked_at for look in looks)))
        if self._strangers(asked) and not asked.compared:
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
            structured = write_structured(alone, looks[0], self._sources)
            if structured:
                yield structured, "extractive"
                return
        if asked.ask_back or not any(look.sure for look in looks):
            yield Written(NOTHING, seen), "extractive"
            return
        for draft, mode in self._drafts(asked, looks):
            yield Written(draft, seen), mode

    def _strangers(self, asked: Understood) -> tuple[str, ...]:
        """Say which zone or company of the question no article mentions."""
        name = outside(asked.standalone.text, self._sources.known)
        return (not_mentioned(name),) if name else ()

    def _drafts(self, asked: Understood, looks: Sequence[Look]) -> Iterator[tuple[Draft, Mode]]:
        """Yield the LLM's drafts where there is one that works, else the quoted sentences."""
        notices: tuple[str, ...] = ()
        look = looks[0]
        pair = disagreements(look.asked, look.ranked, self._sources.repeats)
        if self._llm and not pair:
            evidence = in_turn([look.evidence(SHOWN_TO_LLM) for look in looks])[:SHOWN_TO_LLM]
            try:
                for draft in write_generated(asked.standalone.text, evidence, self._llm):
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
        found = replace(
            blank,
            refused=draft.refused,
            confidence=settled(max(look.confidence for look in looks), refused=draft.refused),
            retrieved=in_turn([look.retrieved for look in looks])[:REPORTED],
            weighed=in_turn([look.weighed for look in looks])[:REPORTED],
        )
        if draft.refused:
            hits = [hit for look in looks for hit in look.hits]
            articles, seen = self._sources.articles, written.looked_at
            frame = frame_refusal(asked.meant, hits, articles, looked_at=seen, asked=about)
            asks = (asked.ask_back,) if asked.ask_back else self._strangers(asked)
            return replace(found, frame=replace(frame, nearby=(*asks, *frame.nearby)))
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
    question: str, passages: Sequence[str], *, llm: "LLM | None" = None
) -> Answer:
    """Answer from passages that are handed in, with the same writers and checks and no index."""
    articles = {
        f"passage-{n}": Article(f"passage-{n}", "", text) for n, text in enumerate(passages, 1)
    }
    search = OverlapSearch.over(articles.values())
    return Assistant(Sources(search, articles, rarity=lambda _: 1.0), llm=llm).ask(question)
