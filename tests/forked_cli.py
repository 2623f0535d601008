"""The command, forked off a process that has imported what it needs: a second instead of four."""

import json
import os
import signal
import sys
from importlib import import_module

from tests.killed_work import fork_each

LONGEST = 500  # seconds; asking all sample questions takes one minute on a machine of its own
# What commands import when they come to it.
_LATER = (
    "assistant.app",
    "assistant.evaluate",
    "assistant.indexing",
    "assistant.usage",
    "chromadb",
    "eval.summary",
    "llama_index.core",
    "rich.progress",
    "rich.table",
)


def fork_commands() -> None:
    """Read words, a folder, an environment and two files per line; fork a command."""
    from assistant.cli import main
    from corpus.places.mentions import zone_mentions
    from corpus.words import segment

    for name in _LATER:
        import_module(name)
    segment("开发区")  # reads the dictionary,
    zone_mentions("云溪高新区")  # once more

    def run(line: str) -> None:
        words, cwd, env, out, err = json.loads(line)
        signal.alarm(LONGEST)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        for path, stream in ((os.devnull, 0), (out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), stream)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - the lines of others were read ahead
        sys.argv = words
        main()

    fork_each(run)
