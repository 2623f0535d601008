"""A PDF with a text layer: newspaper pages or a document, read in the order of its columns."""

from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article, CorpusError
from corpus.dates import date_in_name
from corpus.files.kinds import OCR
from corpus.files.pagemeta import clean_date
from corpus.files.pdfcolumns import BIG, Paragraph, body_size, paragraphs_of
from corpus.files.pdfedges import drop_running_lines, read_edges
from corpus.files.pdfheads import title_by_size
from corpus.files.pdflines import Piece, garbled_share, pieces_of
from corpus.files.plain import lone_headings
from corpus.files.problem import NO_BODY, Problem, Read
from corpus.page import Dropped, split_page
from corpus.pages.furniture import Furniture
from corpus.pages.repair import continues, is_heading, join

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MAX_PAGES = 200
MAX_CHARACTERS = 600_000
MAX_PAGE = 60_000  # characters; a newspaper page has about ten thousand
MAX_PIECES = 6000  # of lines on a page; a newspaper page has about a thousand
HEADLINE = 1.53  # times the size of the body; headings inside an article are smaller (h2: 1.5)
FEW = 15  # characters; a page with fewer has no text layer, only its number perhaps
MAX_GARBLED = 0.3

SCANNED = f"是扫描的 PDF（只有图片，没有文字层），{OCR}"
GARBLED = f"PDF 的文字层是乱码（字体没有编码表），{OCR}"
ENCRYPTED = "是加了密码的 PDF，请去掉密码，另存后再放进来。"
BROKEN = "PDF 文件已经损坏，打不开，请重新取得后再放进来。"
TOO_DENSE = "有一页的内容碎得不像文章（多半是图纸或地图），请只把文字另存为 .txt 后再放进来。"

_PASSWORD = 4  # FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class _Sheet:
    number: int  # from 1
    edge: Furniture  # what its masthead and its foot say
    paragraphs: list[Paragraph]
    body_size: float


def read_pdf(path: Path, raw: bytes) -> Read:
    """Read a PDF; a page that goes on with the one before is read as one with it."""
    problems: list[Problem] = []
    with closing(_open(raw)) as document:
        count = len(document)
        pages = _pieces(path, document, problems)
    if not any(pages.values()):
        raise CorpusError(SCANNED if problems else NO_BODY)
    text = "".join(piece.text for pieces in pages.values() for piece in pieces)
    if garbled_share(text) > MAX_GARBLED:
        raise CorpusError(GARBLED)
    edges = {number: read_edges(pieces) for number, pieces in pages.items() if pieces}
    pages = {number: kept for number, (kept, _) in edges.items()}
    url = drop_running_lines(pages)
    sheets = [
        _Sheet(number, edges[number][1], paragraphs_of(pieces), body_size(pieces))
        for number, pieces in pages.items()
    ]
    articles: list[Article] = []
    dropped: list[Dropped] = []
    for run in _runs(sheets):
        found, left = _read_run(path, run, label=_page(run, count))
        articles += found
        dropped += left
    problems += lone_headings(path, dropped)
    if len(articles) == 1:
        articles = [replace(articles[0], url=url)]
    if not articles:
        problems.append(Problem(path, None, NO_BODY))
    return Read(articles, problems, dropped)


def _read_run(path: Path, run: list[_Sheet], *, label: str) -> tuple[list[Article], list[Dropped]]:
    """Split a run of pages at its headlines; `label` is the page of a lone article."""
    parts = _parts(run)
    edge = run[0].edge
    day = date_in_name(path.stem) or clean_date(edge.date)
    source = edge.outlet
    if not source:  # the one outlet that an article names is the outlet of its page
        whole, _ = split_page("\n\n".join(chain.from_iterable(parts)))
        sources = {article.source for article in whole}
        source = sources.pop() if len(sources) == 1 else ""
    articles: list[Article] = []
    dropped: list[Dropped] = []
    for part in parts:
        text = "\n\n".join(part)
        found, left = split_page(text, source=source, published=day)
        articles += found
        dropped += left
    page = edge.page or (label if len(articles) == 1 else "")
    sizes = {paragraph.text: paragraph.em for sheet in run for paragraph in sheet.paragraphs}
    titled = [title_by_size(article, sizes) for article in articles]
    return [replace(article, page=article.page or page) for article in titled], dropped


def _page(run: list[_Sheet], count: int) -> str:
    """Return the number of an article's page, 2-3 where it runs over several."""
    numbers = [sheet.number for sheet in run]
    if count == 1:
        return ""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def _open(raw: bytes) -> "PdfDocument":
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(raw)  # type: ignore[no-untyped-call]
    except PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD
        raise CorpusError(ENCRYPTED if locked else BROKEN) from error
    if len(document) == 0:
        document.close()  # type: ignore[no-untyped-call]
        raise CorpusError(BROKEN)
    return document


def _pieces(path: Path, document: "PdfDocument", problems: list[Problem]) -> dict[int, list[Piece]]:
    """Return the pieces of the pages by number, as far as the limits go; reports what is left."""
    from pypdfium2 import PdfiumError

    pages: dict[int, list[Piece]] = {}
    scanned, broken, length, count = [], [], 0, len(document)
    for number in range(1, min(count, MAX_PAGES) + 1):
        try:
            with closing(document[number - 1]) as page, closing(page.get_textpage()) as textpage:
                characters = textpage.count_chars()
                if characters > MAX_PAGE:
                    raise CorpusError(TOO_DENSE)
                length += characters
                if length > MAX_CHARACTERS:
                    break
                pieces = pieces_of(textpage)
                few = sum(len(piece.text) for piece in pieces) < FEW
                scanned += [number] if few and _has_pictures(page) else []
        except PdfiumError:
            broken.append(number)
            continue
        if len(pieces) > MAX_PIECES:
            raise CorpusError(TOO_DENSE)
        pages[number] = [] if few else pieces
    read = len(pages) + len(broken)
    if broken and not any(pages.values()):
        raise CorpusError(BROKEN)
    left = [
        (scanned, f"第{_numbers(scanned)}页是扫描的图片，没有读入，{OCR}"),
        (broken, f"第{_numbers(broken)}页已经损坏，没有读入，请重新取得后再放进来。"),
        (read < count, f"共{count}页，只读了前{read}页，请把其余的拆成另外的文件。"),
    ]
    problems += [Problem(path, None, said, "doubtful") for there, said in left if there]
    return pages


def _has_pictures(page: "PdfPage") -> bool:
    """Tell whether a page shows anything else than text."""
    from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

    objects = page.get_objects(max_depth=2)  # type: ignore[no-untyped-call]
    return any(item.type != FPDF_PAGEOBJ_TEXT for item in objects)


def _numbers(numbers: list[int]) -> str:
    shown = "、".join(map(str, numbers[:8]))
    return f"{shown}等{len(numbers)}" if len(numbers) > 8 else shown


def _runs(sheets: list[_Sheet]) -> list[list[_Sheet]]:
    """Gather the pages that go on with each other; a newspaper page begins with a headline."""
    runs: list[list[_Sheet]] = []
    for sheet in sheets:
        if runs and sheet.number == runs[-1][-1].number + 1 and _goes_on(sheet):
            runs[-1].append(sheet)
        else:
            runs.append([sheet])
    return runs


def _goes_on(sheet: _Sheet) -> bool:
    """Tell whether a page begins in the middle of a text."""
    first = sheet.paragraphs[0]
    return first.em < BIG * sheet.body_size and not is_heading(first.text)


def _parts(run: list[_Sheet]) -> list[list[str]]:
    """Return the paragraphs of a run, cut above its headlines.

    A paragraph that goes on on the next page is joined.
    """
    parts: list[list[str]] = [[]]
    has_body = open_end = False
    for sheet in run:
        for at, paragraph in enumerate(sheet.paragraphs):
            texts = parts[-1]
            resumes = at == 0 and texts and open_end and not paragraph.starts
            headline = paragraph.em >= HEADLINE * sheet.body_size
            if resumes and continues(texts[-1], paragraph.text):
                texts[-1] = join(texts[-1], paragraph.text)
            elif headline and has_body:
                parts.append([paragraph.text])
                has_body = False
            else:
                texts.append(paragraph.text)
                plain = paragraph.em < BIG * sheet.body_size and not is_heading(paragraph.text)
                has_body = has_body or plain
            open_end = not paragraph.ends
    return parts
