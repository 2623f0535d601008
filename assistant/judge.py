"""The LLM as judge: LlamaIndex's evaluators with our prompts, their verdicts read strictly."""

import asyncio
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from assistant.llm import stream_text
from assistant.prompts import (
    CORRECT_SYSTEM,
    CORRECT_USER,
    FAITHFUL_SYSTEM,
    FAITHFUL_USER,
    answer_block,
    as_data,
    as_lines,
    question_block,
    reference_lines,
    sentence_line,
)
from eval.judging import Judgement

if TYPE_CHECKING:
    from llama_index.core.llms import LLM, ChatMessage, ChatResponse, CustomLLM
    from llama_index.core.prompts import ChatPromptTemplate

RIGHT_FROM = 4.0  # of 5
VERDICT_TOKENS = 1_500  # left free in the window for thoughts and verdict
MAX_REASON = 200  # characters

_VERDICTS = {"有依据": True, "无依据": False}
_VERDICT = re.compile(r"(?:结论\s*:\s*)?\**(有依据|无依据)\**[。.]?")
_SCORE = re.compile(r"(?:(?:评分|分数|得分)\s*:\s*)?\**([1-5](?:\.\d+)?)\**(?: ?分\**)?[。.]?")
_REASON = re.compile(r"^\**理由\**\s*[：:]\s*")
# LlamaIndex cuts at 1,024 tokens, within a figure too; no piece is longer, at three a character.
_PIECE = re.compile(r".{1,300}(?:$|(?<=[。；，、！？]))|.{300}")
_NO_ROOM = "内容超过了大模型的上下文长度，没有评"


@dataclass(frozen=True, slots=True)
class LlmJudge:
    """Judges rows of a run; an LLM that fails raises AssistantError."""

    llm: "LLM"

    @property
    def name(self) -> str:
        """Return the model's name and a digest of the prompts that it judges by."""
        prompts = "\n".join((FAITHFUL_SYSTEM, FAITHFUL_USER, CORRECT_SYSTEM, CORRECT_USER))
        return f"{self.llm.metadata.model_name}@{hashlib.sha256(prompts.encode()).hexdigest()[:8]}"

    def __call__(self, row: Mapping[str, Any], /) -> Judgement:
        """Hold the answer against its quotes, and against the gold answers where there are any."""
        asked = question_block(
            row["question"], row.get("history") or (), as_of=row.get("as_of") or ""
        )
        faithful, grounds = self._faithful(asked, row)
        score, marking = self._correct(asked, row)
        reasons = (("依据", grounds), ("正误", marking))
        return Judgement(
            faithful=faithful,
            correct=None if score is None else score >= RIGHT_FROM,
            score=score,
            reason="；".join(f"{label}：{reason}" for label, reason in reasons if reason),
        )

    def _faithful(self, asked: str, row: Mapping[str, Any]) -> tuple[bool | None, str]:
        quotes = [
            sentence_line(
                citation.get("n") or place,
                citation["quote"],
                title=citation.get("title") or "",
                published=citation.get("published") or "",
            )
            for place, citation in enumerate(row.get("citations") or (), start=1)
            if citation.get("quote")
        ]
        if not quotes:
            return None, ""
        claims = f"{asked}\n\n{answer_block(row['answer'])}"
        if not self._fits(FAITHFUL_SYSTEM, claims, *quotes):
            return None, _NO_ROOM
        from llama_index.core.evaluation import FaithfulnessEvaluator

        evaluator = FaithfulnessEvaluator(
            llm=_over(self.llm), eval_template=_template(FAITHFUL_SYSTEM, FAITHFUL_USER)
        )
        pieces = [piece for quote in quotes for piece in _PIECE.findall(quote)]
        result = asyncio.run(evaluator.aevaluate(response=claims, contexts=pieces))
        # Not its `passing`: that is whether the letters "yes" occur anywhere.
        return parse_verdict(result.feedback or "")

    def _correct(self, asked: str, row: Mapping[str, Any]) -> tuple[float | None, str]:
        gold = reference_lines(row.get("answers") or (), row.get("answer_groups") or ())
        if not gold or row.get("answerable") is False:
            return None, ""
        answer = as_lines(row["answer"])
        if not self._fits(CORRECT_SYSTEM, asked, gold, answer):
            return None, _NO_ROOM
        from llama_index.core.evaluation import CorrectnessEvaluator

        evaluator = CorrectnessEvaluator(
            llm=_over(self.llm),
            eval_template=_template(CORRECT_SYSTEM, CORRECT_USER),
            score_threshold=RIGHT_FROM,
            parser_function=parse_score,
        )
        result = asyncio.run(evaluator.aevaluate(query=asked, response=answer, reference=gold))
        return result.score, result.feedback or ""

    def _fits(self, *parts: str) -> bool:
        """Say whether the prompt fits; a Chinese character takes at most about one token."""
        room = self.llm.metadata.context_window - VERDICT_TOKENS
        return sum(len(part) + 10 for part in parts) <= room


def parse_verdict(text: str) -> tuple[bool | None, str]:
    """Read 有依据 or 无依据 from the first line; (None, what was said) where it says neither."""
    word, reason = _parse(text, _VERDICT)
    return (_VERDICTS[word] if word else None), reason


def parse_score(text: str) -> tuple[float | None, str]:
    """Read a score of 1 to 5 from the first line; (None, what was said) where there is none."""
    word, reason = _parse(text, _SCORE)
    score = float(word) if word else None
    return (None, _unread(text)) if score is not None and score > 5 else (score, reason)


def _parse(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """Return the first line's verdict, "" where it is none or a later line gives another."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    found = [pattern.fullmatch(unicodedata.normalize("NFKC", line)) for line in lines]
    words = {match[1] for match in found if match}
    if not found or not found[0] or len(words) > 1:
        return "", _unread(text)
    return words.pop(), _plain(" ".join(_REASON.sub("", line) for line in lines[1:]))


def _unread(text: str) -> str:
    return f"大模型的结论读不懂（{_plain(text)[:60]}）"


def _plain(text: str) -> str:
    """Keep what a terminal or a page can show as it is."""
    return "".join(filter(str.isprintable, as_data(text)))[:MAX_REASON]


def _template(system: str, user: str) -> "ChatPromptTemplate":
    from llama_index.core.prompts import ChatPromptTemplate

    return ChatPromptTemplate.from_messages([("system", system), ("user", user)])


def _over(llm: "LLM") -> "CustomLLM":
    return _judging_class()(llm=llm)


@cache
def _judging_class() -> "type[CustomLLM]":
    """Return an LLM for the evaluators whose every call goes through `stream_text`.

    They call the asynchronous client, which would bind one connection to each event loop, and
    LlamaIndex takes a ValueError of the client for an empty answer; this way retry, time limit,
    thoughts and errors are those of the answers.
    """
    from llama_index.core.llms import (
        ChatMessage,
        ChatResponse,
        CompletionResponse,
        CompletionResponseGen,
        CustomLLM,
        LLMMetadata,
    )

    class JudgingLLM(CustomLLM):
        llm: Any

        @property
        def metadata(self) -> LLMMetadata:
            # LlamaIndex counts with another tokenizer; what fits has been decided before, and
            # quotes that it cut into several calls would be judged one part at a time.
            wide = 4 * self.llm.metadata.context_window
            return LLMMetadata(context_window=wide, is_chat_model=True)

        def chat(self, messages: "Sequence[ChatMessage]", **_: Any) -> "ChatResponse":
            said = stream_text(self.llm, [(m.role.value, m.content or "") for m in messages])
            return ChatResponse(message=ChatMessage(role="assistant", content="".join(said)))

        # What the base class asks for; the evaluators only chat.
        def complete(self, prompt: str, *_: Any, **__: Any) -> CompletionResponse:
            said = self.chat([ChatMessage(role="user", content=prompt)])
            return CompletionResponse(text=said.message.content or "")

        def stream_complete(self, prompt: str, *_: Any, **__: Any) -> CompletionResponseGen:
            yield self.complete(prompt)

    return JudgingLLM
