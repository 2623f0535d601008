"""The lines of a page, gathered into drafts of articles."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from corpus.pages.bylines import split_byline
from corpus.pages.header import Header, is_briefs_label, is_full_header, read_header
from corpus.pages.lines import SEPARATOR, Dropped, Line
from corpus.pages.marks import MARKERS, find_lead
from corpus.pages.repair import is_closed

LONE_HEADING = "只有标题，没有正文"
MARKER = "简讯符号"

_LABELLED = re.compile(r"【([^【】]{4,40})】\s*")
_PICTURES = re.compile(r"图片新闻|图片报道|图说|影像|光影|镜头")
_THE_END = re.compile(r"[(\uff08]完[)\uff09]$")
_TEXTS = ("heading", "body", "table", "caption", "byline")


@dataclass(slots=True)
class Draft:
    """An article in the making; `ended` says that a heading after it opens the next one."""

    header: Header
    page: str = ""
    date: str = ""
    outlet: str = ""
    paragraphs: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    jumps_to: str = ""
    jumps_from: str = ""
    ended: bool = False


def gather(lines: list[Line]) -> tuple[list[Draft], list[Dropped]]:
    """Gather the lines of a page into drafts; what belongs to none comes with its reason."""
    desk = _Desk(lines)
    for line in lines:
        desk.add(line)
    desk.close()
    return desk.drafts, desk.dropped


class _Desk:
    """Takes the lines one by one; headings and bylines wait until a paragraph follows."""

    def __init__(self, lines: list[Line]) -> None:
        texts = [number for number, line in enumerate(lines) if line.kind in _TEXTS]
        pages = [
            number for number, line in enumerate(lines) if line.page and line.kind == "dropped"
        ]
        self.drafts: list[Draft] = []
        self.dropped: list[Dropped] = []
        self._pending: list[Line] = []
        self._last = lines[-1] if lines else Line("break")
        self._captions: list[str] = []  # that stand before the first paragraph of their article
        self._page = ""
        self._resumes: str | None = None  # the page that a jump line before an article names
        self._forced = False  # the next paragraph opens an article
        self._marker = ""  # of the briefs that are being read
        self._markers = Counter(line.text[:1] for line in lines if line.kind in ("heading", "body"))
        self._byline_first = bool(texts) and lines[texts[0]].kind == "byline"
        self._page_below = bool(texts and pages) and texts[0] < pages[0] and texts[-1] < pages[-1]

    @property
    def _draft(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    def add(self, line: Line) -> None:
        if line.kind in ("heading", "body"):
            line = self._take_marker(line)
        if line.kind == "heading":
            self._pending.append(line)
        elif line.kind in ("body", "table"):
            self._add_body(line)
        elif line.kind == "caption":
            self._add_caption(line)
        elif line.kind == "byline":
            self._add_byline(line)
        else:
            self._add_mark(line)

    def _add_mark(self, line: Line) -> None:
        if line.text:
            self.dropped.append(Dropped(line.text, line.reason))
        if line.kind == "jump":
            self._add_jump(line)
        elif line.page:
            self._turn(line.page)
        elif draft := self._draft:
            parted = line.kind == "break" or line.reason == SEPARATOR
            draft.ended = draft.ended or parted or line.date != draft.date

    def _turn(self, page: str) -> None:
        if self._draft:
            self._draft.ended = True
        if not self._page_below:
            self._page = page
            return
        for draft in reversed(self.drafts):
            if draft.page:
                break
            draft.page = page

    def _add_jump(self, line: Line) -> None:
        draft = self._draft
        open_draft = draft if draft and not draft.ended else None
        direction = line.direction
        if direction == "either":
            later = _number(line.page) > _number(self._page) if self._page else None
            onward = bool(open_draft and not self._pending) if later is None else later
            direction = "to" if onward else "from"
        if direction == "from":
            self._resumes = line.page
            if draft:
                draft.ended = True
        elif open_draft:
            open_draft.paragraphs += [text.text for text in self._pending]
            self._pending = []
            open_draft.jumps_to = line.page
            open_draft.ended = True
        else:
            self.dropped += [Dropped(text.text, LONE_HEADING) for text in self._pending]
            self._pending = []
            if draft and not draft.jumps_to:
                draft.jumps_to = line.page

    def _take_marker(self, line: Line) -> Line:
        """Cut the marker off a brief, each of which is an article; other lines stay as they are."""
        marker = line.text[:1]
        if not self._is_brief(marker):
            if line.kind == "heading" and self._marker and self._draft:
                self._draft.ended = True
                self._marker = ""
            return line
        labelled = _LABELLED.match(line.text)
        if marker == "【" and (not labelled or find_lead(line.text)):
            return line
        self._marker = marker
        self._forced = bool(self._draft)
        if labelled is None:
            self.dropped.append(Dropped(marker, MARKER))
            text = line.text[1:].lstrip()
            return replace(line, text=text) if text else Line("break")
        self.dropped.append(Dropped("【】", MARKER))
        rest = line.text[labelled.end() :]
        if not rest:
            return replace(line, kind="heading", text=labelled[1])
        self._pending.append(Line("heading", labelled[1]))
        return replace(line, kind="body", text=rest)

    def _is_brief(self, marker: str) -> bool:
        if not marker or marker not in MARKERS + "【":
            return False
        if marker == self._marker:
            return True
        labels = [line.text for line in self._pending if line.kind == "heading"]
        if self._draft and not self._draft.ended:
            return False
        enough = self._markers[marker] >= (3 if self._draft else 2)
        return is_briefs_label(labels) or (enough and not labels)

    def _add_caption(self, line: Line) -> None:
        draft = self._draft
        headings = [waiting.text for waiting in self._pending if waiting.kind == "heading"]
        if any(map(_PICTURES.search, headings)):
            self._add_body(line)
        elif draft is None or (draft.ended and self._pending):
            self._captions.append(line.text)
        else:
            draft.captions.append(line.text)

    def _add_byline(self, line: Line) -> None:
        draft = self._draft
        if draft is None or self._pending or (self._byline_first and draft.ended):
            self._pending.append(line)
        elif self._byline_first:
            draft.ended = True
            self._pending.append(line)
        else:
            draft.bylines.append(line.text)
            draft.ended = True

    def _add_body(self, line: Line) -> None:
        draft = self._draft
        if draft is None or self._starts_article(draft, line.text):
            draft = self._open(line)
        else:
            draft.paragraphs += [waiting.text for waiting in self._pending]
        self._pending = []
        paragraph, byline = (line.text, "") if line.kind == "table" else split_byline(line.text)
        draft.paragraphs.append(paragraph)
        if byline:
            draft.bylines.append(byline)
        draft.ended = bool(byline) or bool(_THE_END.search(paragraph))

    def _starts_article(self, draft: Draft, text: str) -> bool:
        if self._forced or self._resumes is not None:
            return True
        lead = find_lead(text)
        opens = lead is not None and lead.opens
        if not self._pending:
            return opens and (draft.ended or any(map(find_lead, draft.paragraphs[:1])))
        headings = [line.text for line in self._pending if line.kind == "heading"]
        signed = len(headings) < len(self._pending)
        closed = is_closed(draft.paragraphs[-1])
        return draft.ended or opens or signed or (closed and is_full_header(headings))

    def _open(self, line: Line) -> Draft:
        header = read_header([line.text for line in self._pending if line.kind == "heading"])
        draft = Draft(header, self._page, line.date, line.outlet, list(header.rest))
        draft.bylines = [line.text for line in self._pending if line.kind == "byline"]
        draft.captions, self._captions = self._captions, []
        draft.jumps_from = self._resumes or ""
        self._resumes, self._forced = None, False
        self.drafts.append(draft)
        return draft

    def close(self) -> None:
        """Place what is left at the end of the page."""
        texts = [line.text for line in self._pending]
        draft = self._draft
        if draft is None and (texts or self._captions):
            self._open_plain(texts)
        elif draft and self._resumes and not draft.jumps_from and not texts:
            draft.jumps_from = self._resumes
        if draft is None:
            return
        draft.captions += self._captions
        if draft.ended:
            self.dropped += [Dropped(text, LONE_HEADING) for text in texts]
        else:
            draft.paragraphs += texts

    def _open_plain(self, texts: list[str]) -> None:
        """Without any paragraph the first line is the title, and the others are the body."""
        title, *rest = texts or self._captions
        header = Header(title=title) if rest else Header()
        captions = self._captions if texts else []
        place = (self._page, self._last.date, self._last.outlet)
        draft = Draft(header, *place, rest or [title], captions=captions)
        draft.jumps_from = self._resumes or ""
        self.drafts.append(draft)


def _number(page: str) -> int:
    return int(re.sub(r"\D", "", page) or 0)
