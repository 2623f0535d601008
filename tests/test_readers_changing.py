"""A file that is written while it is read: half of an article is no article."""

import threading
from pathlib import Path

from corpus.readers import read_articles


def test_a_file_that_goes_on_changing_is_reported_and_read_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "growing.txt"
    path.write_text("越写越长\n\n" + "桥" * 100_000, "utf-8")
    (tmp_path / "still.txt").write_text("南河修桥\n\n南河县新修的桥长2公里。", "utf-8")
    stopped = threading.Event()

    def write_on() -> None:
        with path.open("ab", buffering=0) as file:
            while not stopped.is_set():
                file.write(b"a")

    writer = threading.Thread(target=write_on)
    writer.start()
    reading = read_articles(tmp_path)
    stopped.set()
    writer.join()
    assert [article.title for article in reading.articles] == ["南河修桥"]
    (problem,) = reading.problems
    assert (problem.path, problem.level) == (path, "skipped")
    assert problem.message == "读的时候文件一直在变，没有读入，请等它写完后再运行一次。"
    assert len(read_articles(tmp_path).articles) == 2
