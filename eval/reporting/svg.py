"""A matplotlib figure as SVG text that any browser draws with its own Chinese fonts."""

import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 440  # of every chart, in SVG units: near a phone's width, so that text stays readable
TEXT = 12.5
INK, QUIET, LINE = "#1b2430", "#5a6675", "#dfe4ea"
FONTS = (
    "system-ui, -apple-system, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif"
)
_POINTS = 72  # SVG units an inch, as matplotlib writes them
_FAMILY = re.compile(r"font-family: [^;\"]+;? ?")
_SHORTHAND = re.compile(r"font: ((?:\d{3} )?)([\d.]+px) [^;\"]+")
_IDS = re.compile(r'(<g) id="[^"]*"')
_PAGE_WIDE = re.compile(r"<defs>\s*<style[^>]*>[^<]*</style>\s*</defs>")  # would reach the page


def draw(
    name: str,
    plot: Callable[["Axes"], None],
    *,
    label: str,
    height: float = 270,
    margins: tuple[float, float] = (44, 20),
) -> str:
    """Return the chart that `plot` draws; `margins` are left and right, `label` is read aloud."""
    import matplotlib
    from matplotlib.figure import Figure

    layout = matplotlib.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": name,  # the same figures give the same file, and ids differ by chart
            "font.family": "DejaVu Sans",  # comes with matplotlib; it only lays out, see `_dressed`
            "font.size": TEXT,
            "text.parse_math": False,
            "text.color": INK,
        }
    )
    with layout, _missing_glyphs_ignored():
        figure = Figure(figsize=(WIDTH / _POINTS, height / _POINTS))
        left, right = margins[0] / WIDTH, 1 - margins[1] / WIDTH
        axes = figure.add_axes((left, 44 / height, right - left, 1 - 60 / height))
        _calm(axes)
        plot(axes)
        file = StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(file, format="svg", transparent=True, metadata=nothing)
    return _dressed(file.getvalue(), height=height, label=label)


def shown(text: str, *, limit: int = 14) -> str:
    """Return a label that XML allows and that fits: no control characters, at most `limit`."""
    plain = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def text_width(text: str) -> float:
    """Estimate how wide a browser draws `text`, in SVG units: an em a Chinese character."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return TEXT * (wide + 0.6 * (len(text) - wide))


@contextmanager
def _missing_glyphs_ignored() -> Iterator[None]:
    """Silence the one warning that says nothing here: matplotlib's font isn't the reader's."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=r"Glyph \d+ .* missing from font\(s\)", category=UserWarning
        )
        yield


def _calm(axes: "Axes") -> None:
    axes.patch.set_visible(False)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=QUIET, pad=6)


def _dressed(svg: str, *, height: float, label: str) -> str:
    """Cut the XML prologue, hand the choice of font to the browser, and name the picture."""
    body = svg[svg.index(">", svg.index("<svg")) + 1 :]
    body = _SHORTHAND.sub(r"\1font-size: \2", _FAMILY.sub("", _IDS.sub(r"\1", body)))
    body = _PAGE_WIDE.sub("", body, count=1)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(label)}" '
        f'style="font-family: {FONTS}">{body.strip()}\n'
    )
