"""Generations in a folder and in a bucket of a real S3-compatible server."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app import open_live
from assistant.doctor.network import check_place
from assistant.indexing import Built, build, restore, roll_back
from assistant.schema import AssistantError
from assistant.settings import Settings
from assistant.sharing import collect_garbage, refresh
from index.backup import back_up
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import FILE, ROOT
from index.place import POINTER, Place
from index.verify import verify
from tests.bucket_fixtures import (
    answering,
    make_bucket,
    place_at,
    publish,
    s3_server,
    start,
    stop_while_publishing,
)
from tests.cli_driver import BATTERY
from tests.index_fixtures import READY, is_one_sentence, say_nothing
from tests.server_fixtures import Folders, free_port, until
from tests.test_live import PATIENCE, ask, rebuild

pytest_plugins = ["tests.cli_fixtures", "tests.shared_fixtures"]

Where = tuple[str, str]  # the address of a place, and its endpoint


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture(params=["folder", pytest.param("bucket", marks=pytest.mark.slow)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """Return a place of each kind."""
    if request.param == "bucket":
        endpoint = request.getfixturevalue("endpoint")
        return make_bucket(endpoint, f"b{abs(hash(request.node.name))}"), endpoint
    folder = tmp_path / "某处 shared"
    folder.mkdir()
    return folder.as_uri(), ""


@pytest.fixture
def place(where: Where) -> Place:
    return place_at(*where)


def test_what_is_published_is_fetched_whole(place: Place, folders: Folders, tmp_path: Path) -> None:
    assert (place.current(), place.held()) == ("", [])
    place.refresh(tmp_path / "copy")  # there is nothing yet
    name = publish(place, folders.first)
    assert (place.current(), place.held()) == (name, [name])
    place.refresh(tmp_path / "copy")
    copy = Generations(tmp_path / "copy").current()
    assert copy
    assert copy.name == name
    ours = {p.relative_to(folders.first) for p in folders.first.rglob("*") if p.is_file()}
    assert {p.relative_to(copy) for p in copy.rglob("*") if p.is_file()} == ours
    for path in ours - {Path(FILE)}:
        assert (copy / path).read_bytes() == (folders.first / path).read_bytes()
    assert verify(copy) == []


def test_the_one_before_stays_and_older_ones_go(
    place: Place, folders: Folders, tmp_path: Path
) -> None:
    first, second = publish(place, folders.first), publish(place, folders.second)
    assert place.held() == [second, first]
    third = publish(place, folders.large)
    assert place.held() == [third, second]
    publish(place, folders.second)  # going back
    assert (place.current(), place.held()) == (second, [third, second])
    place.refresh(tmp_path)
    assert answering(tmp_path) == second
    assert place.collect_garbage(keep=1) == [third]
    assert (place.current(), place.held()) == (second, [second])


def test_a_publisher_that_is_killed_leaves_the_one_before(
    place: Place, where: Where, folders: Folders, tmp_path: Path
) -> None:
    first = publish(place, folders.first)
    with start(stop_while_publishing.__name__, folders.second, *where) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == READY
        process.kill()
    assert (place.current(), place.held()) == (first, [first])
    assert place._store.sizes(f"{ROOT}/{folders.second.name}")  # it had begun
    place.refresh(tmp_path)
    assert answering(tmp_path) == first
    assert place.collect_garbage(keep=2) == [folders.second.name]
    assert place._store.sizes(f"{ROOT}/{folders.second.name}") == {}
    assert publish(place, folders.second) == place.current()
    place.refresh(tmp_path)
    assert answering(tmp_path) == folders.second.name


def altered(place: Place, name: str) -> None:
    (path,) = [p for p in place._store.sizes(f"{ROOT}/{name}") if p.startswith("passages.")]
    content = place._store.read(f"{ROOT}/{name}/{path}") or b""
    place._store.write(f"{ROOT}/{name}/{path}", content[::-1])


def truncated(place: Place, name: str) -> None:
    place._store.remove(f"{ROOT}/{name}/passages.jsonl")


def pointed_astray(place: Place, _: str) -> None:
    place._store.write(POINTER, b"../../elsewhere")


def leading_out(place: Place, name: str) -> None:
    row = json.loads(place._store.read(f"{ROOT}/{name}/{FILE}") or b"")
    row["stored"]["../../out.txt"] = row["stored"]["passages.jsonl"]
    place._store.write(f"{ROOT}/{name}/{FILE}", json.dumps(row).encode())


@pytest.mark.parametrize("damage", [altered, truncated, pointed_astray, leading_out])
def test_what_is_not_whole_is_not_taken(
    place: Place,
    folders: Folders,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[Place, str], None],
) -> None:
    first = publish(place, folders.first)
    place.refresh(tmp_path)
    damage(place, publish(place, folders.second))
    for _ in range(2):  # said once
        place.refresh(tmp_path)
    assert answering(tmp_path) == first
    (warning,) = (r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING)
    assert warning.endswith("先用本机已有的索引。")
    assert sorted(path.name for path in (tmp_path / ROOT).iterdir()) == [first]
    with pytest.raises(SearchIndexError, match="index build --full"):
        place.refresh(tmp_path / "new")


@pytest.fixture
def machine(home: Path, where: Where) -> Callable[[str], Settings]:
    """Return the settings of a machine by name; all read the same articles and place."""

    def settings(name: str) -> Settings:
        return Settings.model_validate(
            {
                "articles": home / "articles",
                "index_dir": home / name,
                "model": "bigram-hash",
                "generations": where[0],
                "s3_endpoint": where[1],
                "s3_key": "testing",
                "s3_secret": "testing",
                "s3_region": "us-east-1",
            }
        )

    return settings


def built(settings: Settings) -> Built:
    return build(settings, prune=False, full=False, on_progress=say_nothing)


@pytest.mark.slow
def test_chats_follow_builds_and_going_back(
    machine: Callable[[str], Settings], tmp_path: Path
) -> None:
    builder, first, second = (machine(name) for name in ("builder", "first", "second"))
    assert built(builder).fresh
    with closing(open_live(first)) as one, closing(open_live(second)) as two:

        def both_say(figure: str) -> bool:
            return all(ask(chat, BATTERY).short_answer == figure for chat in (one, two))

        assert both_say("6.2亿元")
        rebuild(builder, edit=lambda text: text.replace("6.2亿元", "6.8亿元"))
        until(lambda: both_say("6.8亿元"), within=PATIENCE)
        back_up(builder.index_dir, tmp_path / "index.tar", on_progress=say_nothing)
        roll_back(builder, "")
        until(lambda: both_say("6.2亿元"), within=PATIENCE)
        restore(builder, tmp_path / "index.tar", on_progress=say_nothing)
        until(lambda: both_say("6.8亿元"), within=PATIENCE)
        assert len(refresh(builder)) > 1
        assert collect_garbage(builder, keep=1)
        assert refresh(builder) == [answering(builder.index_dir)]
        assert both_say("6.8亿元")
    # What somebody else builds starts from what is published.
    other = built(machine("other"))
    assert not other.fresh
    assert other.manifest.generation == answering(builder.index_dir)


def test_a_place_that_is_new_is_filled(machine: Callable[[str], Settings]) -> None:
    settings = machine("index")  # as it was built without a place
    (lacking,) = check_place(settings)
    assert lacking.ok == "warning"
    assert (built(settings).filled, built(settings).filled) == (True, False)
    (good,) = check_place(settings)
    assert good.ok == "good"


def said(url: str, endpoint: str, **keys: str) -> str:
    """Return the sentence for a place that cannot be asked, which a chat has in its log only."""
    with pytest.raises(SearchIndexError) as raised:
        place_at(url, endpoint, **keys).current()
    sentence = str(raised.value)
    assert is_one_sentence(sentence.replace(url, "")), sentence
    assert url in sentence
    return sentence


def test_a_place_that_is_not_there_is_one_sentence(endpoint: str, tmp_path: Path) -> None:
    assert "没有这个桶" in said("s3://nowhere/x", endpoint)
    assert "连不上" in said("s3://nowhere/x", f"http://127.0.0.1:{free_port()}")
    assert "先挂上" in said(str(tmp_path / "not mounted"), "")
    assert "用不了" in said("ftp://10.0.0.5/x", "")
    (tmp_path / "a file").touch()
    assert "用不了" in said((tmp_path / "a file").as_uri(), "")


def test_keys_that_are_refused_are_one_sentence() -> None:
    with s3_server(unasked=1) as strict:
        url = make_bucket(strict, "strict")
        assert "不接受密钥" in said(url, strict, secret="geheim")
        assert "geheim" not in said(url, strict, secret="geheim")


def test_a_place_that_goes_away_leaves_the_copy(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    place = place_at(str(tmp_path / "place"))
    name = publish(place, folders.first)
    place.refresh(tmp_path / "copy")
    (tmp_path / "place").rename(tmp_path / "away")
    place.refresh(tmp_path / "copy")
    assert answering(tmp_path / "copy") == name
    with pytest.raises(SearchIndexError, match="先挂上"):  # nor is it made
        publish(place, folders.second)
    assert not (tmp_path / "place").exists()


def test_the_folder_of_the_index_is_no_place(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="不能是索引自己的文件夹"):
        refresh(Settings(index_dir=tmp_path, generations=str(tmp_path)))
