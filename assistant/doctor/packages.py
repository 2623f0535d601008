"""Python and the installed packages, held against what each distribution says that it needs."""

import platform
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from assistant.doctor.finding import Finding

OURS = "zone-assistant"
SHOWN = 3  # packages that are named
# What is needed with an extra only; where there is an "or", it has to be looked at.
_ONLY_EXTRA = re.compile(r"; *((?!.* or ).+ and )?extra == ['\"][^'\"]+['\"] *$")


def check_python() -> Iterator[Finding]:
    """Compare the running Python with the one that the program needs."""
    running = platform.python_version()
    wanted = metadata.metadata(OURS)["Requires-Python"]
    if SpecifierSet(wanted).contains(running, prereleases=True):
        yield Finding("Python", "good", running)
    else:
        said = f"正在运行的是 {running}，需要 {wanted}"
        yield Finding("Python", "bad", said, "请换一个 Python 后重新安装")


def check_packages() -> Iterator[Finding]:
    """Look for every package that is needed, directly or by another, in a version that fits."""
    names, faults, installed = set(), {}, Installed()
    for wanting, wanted in requirements(OURS, installed):
        names.add(canonicalize_name(wanted.name))
        if said := _fault(wanting, wanted, installed):
            faults[str(wanted)] = said
    if not faults:
        yield Finding("软件包", "good", f"需要的{len(names)}个都装好了，版本都合适")
        return
    more = f"等{len(faults)}处" if len(faults) > SHOWN else ""
    said = "，".join(list(faults.values())[:SHOWN])
    wanted_ones = " ".join(f'"{name}"' for name in faults)
    yield Finding("软件包", "bad", said + more, f"请运行：pip install {wanted_ones}")


class Installed:
    """What the installed distributions say of themselves, without their descriptions; read once."""

    def __init__(self) -> None:
        self._read: dict[str, Message | None] = {}

    def headers(self, name: str) -> Message | None:
        """Return a distribution's metadata, None where it is not installed."""
        name = canonicalize_name(name)
        if name not in self._read:
            self._read[name] = _headers(name)
        return self._read[name]


def requirements(
    root: str, installed: Installed | None = None
) -> Iterator[tuple[str, Requirement]]:
    """Yield what a distribution needs, and what that needs in turn, each with who needs it.

    What is not installed is yielded and leads no further. Raises PackageNotFoundError where the
    root itself is not installed.
    """
    metadata.distribution(root)
    installed = installed or Installed()
    waiting, seen = [Requirement(root)], set()
    while waiting:
        holder = waiting.pop()
        key = (canonicalize_name(holder.name), frozenset(holder.extras))
        if key in seen:
            continue
        seen.add(key)
        for wanted in _needed_by(holder, installed):
            yield holder.name, wanted
            waiting.append(wanted)


def _headers(name: str) -> Message | None:
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    text = found.read_text("METADATA") or found.read_text("PKG-INFO") or ""
    return HeaderParser().parsestr(text.partition("\n\n")[0])


def _needed_by(holder: Requirement, installed: Installed) -> Iterator[Requirement]:
    """Yield what a distribution needs on this machine, with the extras that are asked of it."""
    headers = installed.headers(holder.name)
    texts = headers.get_all("Requires-Dist", []) if headers else []
    if not holder.extras:  # reading a requirement takes time
        texts = [text for text in texts if not _ONLY_EXTRA.search(text)]
    try:
        wanted_ones = [Requirement(text) for text in texts]
    except InvalidRequirement:
        return
    for wanted in wanted_ones:
        marker = wanted.marker
        if not marker or any(marker.evaluate({"extra": e}) for e in ("", *holder.extras)):
            wanted.marker = None  # it has been asked
            yield wanted


def _fault(wanting: str, wanted: Requirement, installed: Installed) -> str:
    """Say what is wrong with the package that is installed for a requirement, "" where nothing."""
    headers = installed.headers(wanted.name)
    if headers is None:
        return f"没有 {wanted.name}（{wanting} 要用）"
    try:
        version = Version(headers["Version"])
    except (InvalidVersion, TypeError):  # its metadata are damaged or gone
        return f"{wanted.name} 没有装完整（{wanting} 要用）"
    if wanted.specifier.contains(version, prereleases=True):
        return ""
    return f"{wanted.name} 是 {version}，{wanting} 要的是 {wanted.specifier}"
