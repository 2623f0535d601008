"""Exact match and character F1 as the evaluation script of CMRC 2018 defines them."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

# The script's own list of what it strips, a character at a time: its …… is two and never stripped.
_PUNCTUATION = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")
# Chinese characters one by one; any other run as NLTK's word tokenizer cuts it (30℃ is one word,
# 1.5 and % are two), English contractions aside.
_SIGN = r";@#$%&?!()\[\]{}<>\"“‘«»–—"
_OTHER = rf"[^\s\u4e00-\u9fa5{_SIGN}.,]+"
_WORD = re.compile(rf"[\u4e00-\u9fa5]|[{_SIGN}]|\.{{2,}}|{_OTHER}(?:(?:\.|,(?=\d)){_OTHER})*|[.,]")


def segments(text: str) -> list[str]:
    """Return the units that are compared: Chinese characters, other words, no punctuation."""
    kept = "".join(char for char in text.lower().strip() if char not in _PUNCTUATION)
    return _WORD.findall(kept)


def exact_match(said: str, answers: Sequence[str]) -> bool | None:
    """Tell whether `said` is one of `answers`, punctuation and case aside."""
    if not answers:
        return None
    return any(_bare(said) == _bare(answer) for answer in answers)


def character_f1(said: str, answers: Sequence[str]) -> float | None:
    """Return the best F1 over `answers`; what counts is the longest run that both share."""
    if not answers:
        return None
    units = segments(said)
    return max(_f1(units, segments(answer)) for answer in answers)


def _bare(text: str) -> str:
    return "".join(char for char in text.lower().strip() if char not in _PUNCTUATION)


def _f1(said: Sequence[str], answer: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, said, answer, autojunk=False)
    shared = matcher.find_longest_match().size  # the longest common substring
    # 2PR / (P + R) with P = shared / |said| and R = shared / |answer|.
    return 2 * shared / (len(said) + len(answer)) if shared else 0.0
