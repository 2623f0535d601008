"""What a file is by its bytes, whatever its name says."""

import re

from corpus.article import CorpusError

_HEAD = 4096
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,500}-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
_HTML_TAG = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|div|p|br|h[1-6]|table|tr|td|span|font|a|ul|li|article)"
    rb"[\s>/]",
    re.IGNORECASE,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")

AS_DOCX = "请用 Word 或 WPS 打开，另存为 .docx 后再放进来。"
AS_TEXT = "请把要收的文字另存为 .docx 或 .txt 后再放进来。"
UNPACK = "请先解压，再把里面的文章放进来。"
OCR = "请先做文字识别（OCR），把文字存成 .docx 或 .txt 后再放进来。"
ONLY_HTML = "请在浏览器里另存为“网页，仅 HTML”后再放进来。"
ENCRYPTED_OFFICE = "是加了密码的 Office 文档，请去掉密码，另存为 .docx 后再放进来。"

# What is looked for, and what a file with it is and needs; the first match counts.
_MAGIC: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"{\\rtf",), f"是 RTF 文档，{AS_DOCX}"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM6", b"II*\0", b"MM\0*"), f"是图片，{OCR}"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ"), f"是压缩包，{UNPACK}"),
    ((b"MIME-Version:", b"From: <Saved by"), f"是 MHTML 网页存档，{ONLY_HTML}"),
)
_INSIDE_ZIP = (
    (b"word/document.xml", ""),
    (b"xl/workbook", f"是 Excel 表格，{AS_TEXT}"),
    (b"ppt/presentation", f"是 PowerPoint 演示文稿，{AS_TEXT}"),
    (b"application/vnd.oasis.opendocument", f"是 OpenDocument 文档，{AS_DOCX}"),
    (b"OFD.xml", f"是 OFD 版式文件，{AS_TEXT}"),
    (b"", f"是压缩包，{UNPACK}"),
)
_INSIDE_OLE = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", f"是旧版 Word 或 WPS 文档，{AS_DOCX}"),
    ("PowerPoint Document", f"是旧版 PowerPoint 演示文稿，{AS_TEXT}"),
    ("Workbook", f"是旧版 Excel 表格，{AS_TEXT}"),
    ("Book", f"是旧版 Excel 表格，{AS_TEXT}"),
    ("", f"是旧版 Office 文档，{AS_DOCX}"),
)
# Names of office files; what they really hold is often HTML, .docx or plain text.
OFFICE = frozenset({".doc", ".dot", ".docm", ".dotx", ".rtf", ".wps", ".wpt"})
_NEVER_READ = {
    (".xls", ".xlsx", ".xlsm", ".et", ".csv"): f"是表格，{AS_TEXT}",
    (".ppt", ".pptx", ".dps"): f"是演示文稿，{AS_TEXT}",
    (".zip", ".rar", ".7z", ".gz", ".tar"): f"是压缩包，{UNPACK}",
    (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"): f"是图片，{OCR}",
    (".mht", ".mhtml"): f"是 MHTML 网页存档，{ONLY_HTML}",
    (".odt",): f"是 OpenDocument 文档，{AS_DOCX}",
    (".ofd",): f"是 OFD 版式文件，{AS_TEXT}",
}


def advice(suffix: str) -> str:
    """Return what to do with a type that is never read; empty where there is nothing to say."""
    return next((said for names, said in _NEVER_READ.items() if suffix in names), "")


def kind_of(raw: bytes, suffix: str) -> str:
    """Return the suffix by which to read a file: what its bytes say, else what its name says.

    Raises CorpusError where the bytes say something that is not read.
    """
    head = raw[:_HEAD]
    if head.lstrip()[:5] == b"%PDF-" or (suffix == ".pdf" and b"%PDF-" in head):
        return ".pdf"
    if head.startswith(_ZIP):
        return _zip_kind(raw)
    if head.startswith(_OLE):
        raise CorpusError(_first_inside(raw, _INSIDE_OLE))
    if head[8:12] == b"WEBP" or head[4:12] in (b"ftypheic", b"ftypavif"):
        raise CorpusError(f"是图片，{OCR}")
    for starts, said in _MAGIC:
        if head.lstrip().startswith(starts):
            raise CorpusError(said)
    if suffix == ".pdf":
        raise CorpusError(
            "不是 PDF（没有 PDF 的文件头），文件可能没有下载完整，请重新取得后再放进来。"
        )
    if suffix == ".docx" and b"\0" in head and not _looks_utf16(head):
        raise CorpusError(f"不是 Word 文档或已经损坏，{AS_DOCX}")
    return _text_kind(raw, suffix)


def _zip_kind(raw: bytes) -> str:
    said = next(said for mark, said in _INSIDE_ZIP if mark in raw)
    if said:
        raise CorpusError(said)
    return ".docx"


def _first_inside(raw: bytes, table: tuple[tuple[str, str], ...]) -> str:
    """Return what the first stream name says that stands in an OLE file (UTF-16 there)."""
    return next(said for name, said in table if name.encode("utf-16-le") in raw)


def _looks_utf16(head: bytes) -> bool:
    return head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _text_kind(raw: bytes, suffix: str) -> str:
    head = raw[:_HEAD].replace(b"\0", b"")  # so that the tags of UTF-16 are seen as well
    if b"mso-application" in head and b"Word.Document" in head:
        raise CorpusError(f"是 Word 的 XML 文档，{AS_DOCX}")
    if _HTML_START.match(head):
        return ".html"
    if suffix in (".html", ".htm"):
        tags = _HTML_TAG.search(raw[: 16 * _HEAD].replace(b"\0", b""))
        return ".html" if tags else ".txt"
    if suffix in OFFICE or suffix == ".docx":
        return ".html" if len(_HTML_TAG.findall(head)) > 2 else ".txt"
    return suffix
