"""The child of fuzz_readers: a path a line in, what read_articles made of it a line out."""

import json
import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.article import CorpusError
from corpus.readers import read_articles


def peak() -> float:
    """Return the megabytes that this process and its largest child took at most, together."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status")
    if status.exists():  # on Linux ru_maxrss begins with what the process that forked this one took
        own = next(
            int(line.split()[1])
            for line in status.read_text().splitlines()
            if line.startswith("VmHWM")
        )
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def main() -> None:
    """Read until stdin is closed."""
    for line in sys.stdin:
        path = Path(line.rstrip("\n"))
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        articles, refused = 0, len(files)
        try:
            reading = read_articles(path)
            skipped = {p.path for p in reading.problems if p.level == "skipped" and not p.line}
            articles, refused = len(reading.articles), len(skipped)
        except CorpusError:
            pass
        row = {"articles": articles, "refused": refused, "megabytes": peak()}
        sys.stdout.write(json.dumps({**row, "suffix": files[0].suffix}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
