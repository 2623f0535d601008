"""Bytes of unknown encoding, turned into text."""

import codecs
import unicodedata

from charset_normalizer import from_bytes

from corpus.article import CorpusError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
BINARY = "不是文本文件（是二进制内容），请另存为 UTF-8 的 .txt 后再放进来。"
UNKNOWN = "文字编码认不出来，请用编辑器另存为 UTF-8 后再放进来。"


def decode(raw: bytes) -> str:
    """Decode UTF-8, UTF-16, GB18030 or Big5; raises CorpusError for anything else."""
    text = _decode_marked(raw)
    if text is None:
        text = _decode_utf8(raw)
    if text is None and b"\0" in raw[:_SAMPLE]:
        text = _decode_bare_utf16(raw)
    elif text is None:
        text = _decode_chinese(raw)
    if _is_binary(text[:_SAMPLE]):
        raise CorpusError(BINARY)
    return text


def _decode_marked(raw: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError as error:
                raise CorpusError(UNKNOWN) from error
    return None


def _decode_utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _decode_bare_utf16(raw: bytes) -> str:
    """Decode UTF-16 without its mark, told from binary by how much of it is Chinese text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_chinese(text[:_SAMPLE]):
            return text
    raise CorpusError(BINARY)


def _decode_chinese(raw: bytes) -> str:
    """Prefer GB18030 where it gives everyday characters; let charset-normalizer judge the rest."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if text and _is_chinese(text[:_SAMPLE]):
        return text
    match = from_bytes(raw[:_SAMPLE], cp_isolation=["gb18030", "big5", "utf_16_le", "utf_16_be"])
    best = match.best()
    if best is None:
        raise CorpusError(UNKNOWN)
    try:
        text = raw.decode(best.encoding)
    except UnicodeDecodeError as error:
        raise CorpusError(UNKNOWN) from error
    if not _is_chinese(text[:_SAMPLE]):
        raise CorpusError(UNKNOWN)
    return text


def _is_chinese(text: str) -> bool:
    """Tell whether most of what isn't ASCII is in GB2312 or Big5, as everyday Chinese is."""
    letters = [char for char in text if not char.isascii()]
    for charset in ("gb2312", "big5"):
        known = sum(bool(char.encode(charset, "ignore")) for char in letters)
        if known >= 0.95 * len(letters) and not _is_binary(text):
            return bool(letters)
    return False


def _is_binary(text: str) -> bool:
    control = sum(unicodedata.category(char) == "Cc" for char in text if char not in "\n\r\t\f\v")
    return "\0" in text or control > 0.01 * len(text)
