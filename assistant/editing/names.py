"""Names of files that visitors drop: as people see them, and as they lie on the disk."""

import re
import unicodedata
from pathlib import Path

from assistant.schema import AssistantError
from corpus.files.formats import READERS, TYPES
from corpus.files.kinds import OFFICE, advice

MAX_NAME = 120  # bytes of UTF-8 on the disk
MAX_SHOWN = 200  # characters
MAX_SUFFIX = 12

NOT_READ = "“{name}”没有收下：{why}"
OTHER_TYPE = "还不能读取{suffix}，只读取 {types}。"


def shown_name(name: str) -> str:
    """Return a file's name as people see it: without folders and control characters."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    path = Path(" ".join(kept.split()) or "未命名")
    suffix = path.suffix[:MAX_SUFFIX]
    return f"{path.stem[: MAX_SHOWN - len(suffix)]}{suffix}"


def safe_name(shown: str) -> str:
    """Return a name that every file system takes, with what dates and types are read from."""
    plain = re.sub(r"[^\w.()-]+", "-", Path(shown).stem).lstrip(".~$-")
    plain = plain.encode()[:MAX_NAME].decode(errors="ignore").rstrip(".")
    return f"{plain or 'file'}{Path(shown).suffix.lower()}"


def check_suffix(shown: str) -> None:
    """Refuse a name that says the file is of a type that is not read."""
    suffix = Path(shown).suffix.lower()
    if suffix in READERS or suffix in OFFICE:
        return
    said = advice(suffix) or OTHER_TYPE.format(suffix=suffix or "没有扩展名的文件", types=TYPES)
    raise AssistantError(NOT_READ.format(name=shown, why=said))
