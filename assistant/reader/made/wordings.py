"""The wordings of one question: formal, colloquial, short, with and without time, with slips."""

import re
from collections.abc import Iterator
from random import Random

from assistant.reader.made.facts import Fact
from assistant.reader.made.names import shorter_names

WORDINGS = {
    "figure": 28, "growth": 12, "date": 12, "place": 9, "body": 8, "person": 7, "who": 4,
    "list": 11, "why": 7, "how": 7, "definition": 8, "title": 8, "policy": 7, "count": 18,
}  # fmt: skip
OF_NOBODY = 10  # most wordings of a count whose subject is unknown
SLIPS = 0.02
_POLITE = [
    "请问",
    "请问一下，",
    "想了解一下，",
    "我想知道",
    "你好，",
    "麻烦问下，",
    "帮我查一下",
    "问一下",
    "请教一下，",
    "想问问",
    "查一下",
    "请告诉我",
    "",
]
_ENDS = ("？", "？", "？", "？", "", "", "", "?", "呢？", "啊", "呀？", "呢")
_ASKS = re.compile("多少|什么|哪|谁|几|何|怎|多[长大久高]|啥|如何")
_ALIKE = dict(
    zip("的在做园建资积产值业期是少哪项区增公", "得再作圆健姿级场直叶其事小那相驱曾工", strict=True)
)


def wordings(fact: Fact, rng: Random, *, time_needed: bool = False) -> Iterator[str]:
    """Yield distinct questions for a fact, as many as its kind is worth."""
    forms = list(dict.fromkeys(fact.forms))
    count = min(WORDINGS[fact.kind], 3 * len(forms))
    count = count if fact.subject or fact.kind != "count" else min(count, OF_NOBODY)
    picked = rng.sample(forms, len(forms)) + rng.choices(forms, k=count)
    seen: set[str] = set()
    for form in picked:
        question = worded(fact, form, rng, time_needed=time_needed)
        bare = re.sub(r"\W", "", question)
        if question and bare not in seen:
            seen.add(bare)
            yield question
        if len(seen) >= count:
            return


def worded(fact: Fact, form: str, rng: Random, *, time_needed: bool = False) -> str:
    """Fill a skeleton and give it the manners of some asker; empty where nothing is left to ask."""
    subject = fact.subject
    if rng.random() < 0.22 and (short := shorter_names(subject)):
        subject = rng.choice(short)
    time = fact.time if time_needed or rng.random() < 0.7 else ""
    question = form.replace("{t}", time).replace("{s}", subject)
    question = (
        re.sub(r"\s+|[“”]$", "", question)
        .replace("的的", "的")
        .replace("项目项目", "项目")
        .lstrip("的，")
    )
    if len(question) < 5 or len(question) > 64:
        return ""
    if rng.random() < 0.18 and _ASKS.search(question):
        question = rng.choice(_POLITE) + question
    if rng.random() < 0.15 and subject and question.startswith(subject):
        question = f"{subject}，{question[len(subject) :].lstrip('的')}"
    if rng.random() < 0.1:
        question = question.replace("多少", rng.choice(("多少", "几多", "多少来着")), 1)
    if rng.random() < SLIPS:
        question = _slip(question, rng)
    end = rng.choice(_ENDS)
    return question + (end if _ASKS.search(question) else rng.choice(("", "？", "", "呢？")))


def _slip(question: str, rng: Random) -> str:
    """Swap, drop or mistake one character, as fast typists do."""
    n = rng.randrange(1, len(question) - 1)
    if question[n].isdigit() or question[n + 1].isdigit():
        return question
    alike = [i for i, c in enumerate(question) if c in _ALIKE]
    kind = rng.randrange(3)
    if kind == 0 and alike:
        i = rng.choice(alike)
        return question[:i] + _ALIKE[question[i]] + question[i + 1 :]
    if kind == 1:
        return question[:n] + question[n + 1 :]
    return question[:n] + question[n + 1] + question[n] + question[n + 2 :]
