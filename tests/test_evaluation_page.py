"""The page of the evaluation as a server: runs, files, comparisons, sets made of the chat."""

import json
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.app import open_for_people
from assistant.desk.desk import Desk
from assistant.desk.evaluation.figures import ENGLISH
from assistant.desk.evaluation.runs import find_run, run_lines, runs_folder
from assistant.desk.mount import mount_desk
from assistant.settings import Settings
from assistant.web.backend import BackgroundLoading
from assistant.web.routes import NOT_JSON
from eval.feedback.store import Feedback
from eval.questions import TYPES, load_questions
from eval.run_folder import SETTINGS, read_run
from eval.summary import LABELS
from tests.cli_driver import BATTERY, POWERS
from tests.evaluation_sets import AFTER, BEFORE, WRONG
from tests.feedback_fixtures import answered, refused

pytest_plugins = ["tests.evaluation_fixtures"]

PLACE = ("yunxi-battery", "云溪高新区的储能电池项目总投资6.2亿元，占地88亩。")


@pytest.fixture(scope="module")
def desk(settings: Settings, store: Feedback) -> Desk:
    loading = BackgroundLoading(lambda: open_for_people(settings))
    loading.wait(60)
    return Desk(settings, loading, store, open_to_all=True)


@pytest.fixture(scope="module")
def client(desk: Desk) -> TestClient:
    return served(desk)


def served(desk: Desk) -> TestClient:
    app = FastAPI()
    mount_desk(app, desk)
    return TestClient(app)


@pytest.fixture(scope="module")
def ran(client: TestClient, settings: Settings) -> str:
    """Return the name of a run that was begun on the page and has ended."""
    begun = {"set": "小题集.jsonl", "day": "2025-11-20", "limit": 4}
    assert client.post("/evaluation/start", json=begun).status_code == 200
    busy = detail(client.post("/evaluation/start", json=begun))
    assert busy == "上一项还没有完成，请等它完成或取消后再试。"
    assert 'data-phase="done"' in ended(client)
    return next(line.name for line in run_lines(settings) if line.set_name == "小题集.jsonl")


@pytest.fixture
def kept(store: Feedback) -> list[int]:
    """Return the ids of what is kept: a gap asked twice, a verdict of each kind."""
    store.path.unlink(missing_ok=True)
    staff = [
        store.record(refused(question, nearby=("总投资",)), day=date(2026, 3, day))
        for question, day in (("云溪高新区有多少员工？", 3), ("云溪高新区的员工一共多少名", 9))
    ]
    wrong = store.record(
        answered(BATTERY, "**6亿元** [1]", short="6亿元", places=(PLACE,)),
        day=date(2026, 3, 10),
        verdict="wrong",
        correction="6.2亿元",
        note="数字不对",
    )
    right = store.record(
        answered(POWERS, "**58项** [1]", short="58项", places=(PLACE,)), verdict="right"
    )
    return [*staff, wrong, right]


def ended(client: TestClient) -> str:
    while 'data-phase="running"' in (html := client.get("/evaluation/standing").text):
        time.sleep(0.05)
    return html


def detail(response: Any, status: int = 400) -> str:  # noqa: ANN401 - Starlette decides whose
    assert response.status_code == status, response.text
    said = str(response.json()["detail"])
    assert said.endswith("。")
    return said


def page(client: TestClient, query: str = "", *, lang: str = "") -> str:
    response = client.get(f"{lang}/evaluation{query}")
    assert response.status_code == 200, response.text
    return response.text


def draft(entries: list[int], *edits: dict[str, Any], name: str = "问答") -> dict[str, Any]:
    return {"entries": entries, "edits": list(edits), "name": name}


def edits_on(client: TestClient, entries: list[int]) -> dict[str, str]:
    """Return the qid of each question on the page that makes a set."""
    html = page(client, f"?view=draft&entry={','.join(map(str, entries))}")
    qids = re.findall(r'data-qid="(.*?)"', html)
    return dict(zip(re.findall(r'<p><b lang="zh-CN">(.*?)</b></p>', html), qids, strict=True))


def test_sets_are_listed_with_what_is_in_them(client: TestClient, settings: Settings) -> None:
    broken = settings.eval_dir / "sets" / "坏.jsonl"
    broken.write_text('{"qid": "<img src=x>", "answerable": 5}\n', "utf-8")
    html = page(client, "?set=小题集.jsonl")
    assert re.search(r'value="小题集.jsonl" required checked', html)
    assert "4题" in html
    assert "数字 2 · 列举 1 · 近似而无答案 1" in html
    assert "sample.jsonl" in html
    assert "题依据的文章不在现在的索引里" in html
    assert re.search(r'value="坏.jsonl" required disabled', html)
    assert "缺少字段 question" in html
    assert "缺少字段 question" in detail(client.post("/evaluation/start", json={"set": "坏.jsonl"}))
    for key in ("没有.jsonl", "../小题集.jsonl", str(broken), "长题集", ""):
        said = detail(client.post("/evaluation/start", json={"set": key}), 404)
        assert said.startswith("没有题集“")
    for wrong in ({}, {"set": "小题集.jsonl", "limit": 0}, {"set": "小题集.jsonl", "day": "x"}):
        assert client.post("/evaluation/start", json=wrong).status_code == 400
    broken.unlink()


def test_a_run_is_made_listed_and_seen(client: TestClient, settings: Settings, ran: str) -> None:
    assert f"?run={quote(ran)}" in ended(client)
    run = read_run(find_run(settings, ran).folder)
    assert len(run.rows) == 4
    assert (run.settings["as_of"], run.settings["limit"]) == ("2025-11-20", 4)
    html = page(client)
    figure = run.summary["overall"]["right"]
    said = f"<b>{100 * figure['value']:.1f}%</b>"
    row = html[html.index(f'data-run="{ran}"') :]
    assert said in row
    assert f"{100 * figure['low']:.1f}–{100 * figure['high']:.1f}" in row
    assert run.settings["manifest"]["generation"] in row
    html = page(client, f"?run={quote(ran)}")
    assert said in html
    assert f'report.html#{quote("road <b>")}">{WRONG}</a>' in html
    assert "按类型" in html
    for name in ("hit", "types"):
        svg = client.get(f"/evaluation/runs/{ran}/report-{name}.svg")
        assert svg.headers["content-type"] == "image/svg+xml"
        assert svg.text.startswith("<svg")
        assert f"report-{name}.svg" in html


def test_files_of_a_run_are_handed_out_with_a_policy_of_their_own(
    client: TestClient, ran: str
) -> None:
    report = client.get(f"/evaluation/runs/{ran}/report.html")
    assert WRONG in report.text
    policy = report.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    (script,) = re.findall(r"script-src ('sha256-.*?')", policy)
    assert script in report.text, "the report's own script may run"
    rows = client.get(f"/evaluation/runs/{ran}/results.jsonl")
    assert rows.headers["content-disposition"].startswith("attachment")
    assert len(rows.text.splitlines()) == 4
    assert client.get(f"/evaluation/runs/{ran}/report.md").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "{ran}/settings.json",
        "{ran}/.lock",
        "{ran}/..%2F..%2Fsets%2F小题集.jsonl",
        "..%2Fruns%2F{ran}/results.jsonl",
        "%2e%2e/results.jsonl",
        ".%2F{ran}/results.jsonl",
        "%00/report.html",
        "没有/report.html",
    ],
)
def test_nothing_else_is_handed_out(client: TestClient, ran: str, path: str) -> None:
    response = client.get("/evaluation/runs/" + path.format(ran=ran))
    assert response.status_code == 404
    assert "qid" not in response.text


def test_a_run_without_answers_has_no_file_of_them(client: TestClient, settings: Settings) -> None:
    begun = runs_folder(settings) / "刚开始"
    begun.mkdir()
    (begun / SETTINGS).write_text("{}", "utf-8")
    answer = client.get("/evaluation/runs/刚开始/results.jsonl")
    (begun / SETTINGS).unlink()
    assert "results.jsonl" in detail(answer, 404)


def test_a_finished_run_is_not_gone_on_with(client: TestClient, ran: str) -> None:
    assert detail(client.post("/evaluation/continue", json=ran)).startswith("这次评测已经问完")
    assert detail(client.post("/evaluation/continue", json="../x"), 404).startswith("没有这次评测")
    html = client.get("/evaluation?run=没有")
    assert html.status_code == 404
    assert '<p id="trouble" role="alert" class="failed">没有这次评测：“没有”' in html.text


def cancel(client: TestClient) -> None:
    """Press the button that the page has for the run that goes on."""
    (job,) = re.findall(r'data-job="([^"]+)"', client.get("/evaluation/standing").text)
    assert client.post("/evaluation/cancel", json=job).status_code == 200


@pytest.mark.slow
def test_a_cancelled_run_has_figures_and_goes_on(client: TestClient, settings: Settings) -> None:
    def asked() -> int:
        html = client.get("/evaluation/standing").text
        assert 'data-phase="running"' in html, html
        found = re.search(r"已问(\d+)题", html)
        return int(found[1]) if found else 0

    client.post("/evaluation/start", json={"set": "长题集.jsonl", "day": "2025-11-20"})
    while asked() < 3:
        time.sleep(0.02)
    assert client.post("/evaluation/cancel", json="another").status_code == 200
    asked()  # another job's button ends nothing
    cancel(client)
    html = client.get("/evaluation/standing").text
    assert 'data-phase="cancelled"' in html
    assert 'data-post="continue"' in html
    (line,) = (line for line in run_lines(settings) if line.set_name == "长题集.jsonl")
    assert 3 <= line.done < (line.total or 0)
    assert line.figures["right"]["n"] == line.done
    assert "这次评测只问了一部分题" in page(client, f"?run={quote(line.name)}")

    (line.folder / "summary.json").unlink()  # as a kill leaves it
    assert f"已问{line.done}题，接着问" in page(client, f"?run={quote(line.name)}")
    response = client.get(f"/evaluation?before={line.name}&after={line.name}")
    assert response.status_code == 400
    assert "没有问完" in response.text
    first = (line.folder / "results.jsonl").read_text("utf-8")
    client.post("/evaluation/continue", json=line.name)
    while asked() <= line.done:
        time.sleep(0.02)
    cancel(client)
    again = find_run(settings, line.name)
    assert again.settings["as_of"] == "2025-11-20"
    assert again.done > line.done
    assert (line.folder / "results.jsonl").read_text("utf-8").startswith(first)


@pytest.mark.slow
def test_what_a_run_was_made_with_may_not_change(client: TestClient, settings: Settings) -> None:
    folder = settings.eval_dir / "runs" / "2019-01-01-旧"
    folder.mkdir(parents=True)
    about = {"code": "old", "questions": "小题集.jsonl", "started": "2019-01-01T00:00:00Z"}
    (folder / "settings.json").write_text(json.dumps(about), "utf-8")
    (folder / "results.jsonl").write_text('{"qid": "battery"}\n', "utf-8")
    assert client.post("/evaluation/continue", json=folder.name).status_code == 200
    html = ended(client)
    assert "请重新评测一次，不接着问。" in html
    assert "--fresh" not in html


@pytest.mark.slow
@pytest.mark.usefixtures("two")
def test_two_runs_are_compared(client: TestClient) -> None:
    html = page(client, f"?before={BEFORE}&after={AFTER}")
    assert "比较了24道相同的题。" in html
    assert "明显变差" in html
    assert "答对或正确拒答从" in html
    assert 'class="worse"' in html
    assert html.count('<details class="panel flip">') > 6
    flip = html[html.index("<details") : html.index("</details>")]
    assert "对 → 错" in flip
    assert flip.count('<div class="answer">') == 2
    assert "青石岭高新区储能项目加快建设" in flip
    report = client.get(f"/evaluation/compared/{BEFORE}/{AFTER}")
    assert "B − A 与 95% 区间" in report.text
    assert report.headers["content-security-policy"].startswith("default-src 'none'")
    assert detail(client.get(f"/evaluation/compared/{BEFORE}/没有"), 404).startswith("没有这次评测")
    back = page(client, f"?before={AFTER}&after={BEFORE}")
    assert "没有明显变差" in back
    assert 'class="better"' in back


@pytest.mark.usefixtures("two")
def test_the_page_speaks_english(client: TestClient) -> None:
    html = page(client, f"?before={BEFORE}&after={AFTER}", lang="/en")
    assert "What was lost" in html
    assert "Answered or refused rightly" in html
    heads = re.findall(r"<th scope=.*?</th>", html)
    assert not [head for head in heads if re.search(r"[\u4e00-\u9fff]", head)]
    assert not {*LABELS.values(), *TYPES.values()} - ENGLISH.keys()
    assert "A new run" in page(client, lang="/en")
    assert "Deleted." in page(client, "?view=chat", lang="/en")


def test_gaps_are_grouped_with_what_was_nearby(client: TestClient, kept: list[int]) -> None:
    html = page(client, "?view=chat")
    assert "<h2>云溪高新区</h2>" in html
    assert re.search(r'value="(\d+),(\d+)" aria-label="选中：云溪高新区有多少员工？"', html)
    assert "最近 2026-03-09" in html
    assert "也这样问：" in html
    assert "资料里相近的：" in html
    assert "只有日期和问答" in html
    assert len(kept) == 4


@pytest.mark.usefixtures("kept")
def test_entries_are_filtered_by_verdict_and_day(client: TestClient) -> None:
    def found(query: str) -> int:
        return page(client, f"?view=chat&show=entries&{query}").count("data-entry=")

    shown = ("", "verdict=refused", "verdict=wrong", "verdict=right", "verdict=no")
    assert [found(query) for query in shown] == [4, 2, 1, 1, 0]
    assert [found(f"since={day}") for day in ("2026-03-09", "x", "2999-01-01")] == [3, 4, 0]
    wrong = page(client, "?view=chat&show=entries&verdict=wrong")
    assert "数字不对" in wrong
    assert "<b>6.2亿元</b>" in wrong


def test_many_entries_come_in_pages(client: TestClient, store: Feedback) -> None:
    store.path.unlink(missing_ok=True)
    for n in range(51):
        store.record(refused(f"第{n}个<b>问题"))
    first = page(client, "?view=chat&show=entries")
    assert "第1页，共2页" in first
    assert "第50个&lt;b&gt;问题" in first
    assert "<b>问题" not in first
    last = page(client, "?view=chat&show=entries&page=99")
    assert "第0个" in last
    assert last.count("data-entry=") == 1


def test_an_entry_is_deleted(client: TestClient, store: Feedback, kept: list[int]) -> None:
    assert client.post("/evaluation/forget", json=kept[:1]).status_code == 200
    assert [entry.id for entry in store.entries()] == [*kept[1:3], kept[3]]
    assert "有多少员工？" not in page(client, "?view=chat")


def test_a_set_is_made_of_what_was_asked(
    client: TestClient, settings: Settings, kept: list[int]
) -> None:
    qids = edits_on(client, kept)
    assert len(qids) == 4
    said: list[dict[str, Any]] = [
        {"qid": qids["云溪高新区有多少员工？"], "answerable": False, "wanted": "没用的"},
        {"qid": qids[BATTERY], "answerable": True, "type": "figure",
         "wanted": "6.2亿元｜6.2亿 \n\n88亩", "places": " | ".join(PLACE)},
        {"qid": qids[POWERS], "answerable": None, "wanted": "58项", "places": "没有 | 一句"},
    ]  # fmt: skip
    unjudged, unknown, *rest = client.post("/evaluation/check", json=draft(kept, *said)).json()
    # In the order of the store: each was asked once.
    found = [unjudged, unknown, *rest]
    assert [bool(each) for each in found] == [False, False, True]
    assert any(f["serious"] and "'没有' 不是所给文章的编号" in f["what"] for f in found[2])
    refusal = detail(client.post("/evaluation/save", json=draft(kept, *said)))
    assert refusal == "有错误的题改正后才能保存。"

    said[2]["places"] = ""
    saved = client.post("/evaluation/save", json=draft(kept, *said, name=" 三月 ")).json()
    assert saved == {"set": "三月.jsonl", "count": 3, "open": 1}
    path = settings.eval_dir / "sets" / "三月.jsonl"
    staff, battery, powers = load_questions(path)
    assert (staff.answerable, staff.answers, staff.answer_groups) == (False, (), ())
    assert battery.answer_groups == (("6.2亿元", "6.2亿"), ("88亩",))
    assert battery.answers == ("6.2亿元、88亩",)
    assert battery.evidence == (PLACE,)
    assert "请核对后" not in battery.note
    assert powers.answerable is None
    assert "请核对后" in powers.note
    html = page(client, f"?set={path.name}&saved=1")
    assert "题集“三月.jsonl”存好了，共3题，其中1题还没判断。" in html
    before = path.read_bytes()
    taken = detail(client.post("/evaluation/save", json=draft(kept, *said, name="三月")))
    assert taken.startswith("题集“三月”已经有了，不会覆盖它")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["", "../a", "a/b", "a\\b", ".", "..", "a" * 61, "a\x00", "/tmp/a"]
)
def test_a_name_that_is_none_writes_nothing(
    client: TestClient, settings: Settings, kept: list[int], name: str
) -> None:
    (qid,) = edits_on(client, kept[:1]).values()
    before = sorted(settings.eval_dir.rglob("*"))
    response = client.post("/evaluation/save", json=draft(kept, {"qid": qid}, name=name))
    assert "不能作题集的名字" in detail(response)
    assert sorted(settings.eval_dir.rglob("*")) == before


def test_a_draft_of_nothing_is_refused(client: TestClient, kept: list[int]) -> None:
    assert "至少留一道" in detail(client.post("/evaluation/save", json=draft(kept)))
    gone = client.post("/evaluation/check", json=draft([10**6], {"qid": "a"}))
    assert "没有写题集" in detail(gone)
    assert "还没有选中问题" in page(client, "?view=draft&entry=x,,-1")


def test_without_a_store_nothing_is_shown_and_nothing_is_there_yet(
    desk: Desk, store: Feedback, tmp_path: Path
) -> None:
    off = served(replace(desk, feedback=None))
    assert "这里关掉了反馈" in page(off, "?view=chat")
    assert "关掉了反馈" in detail(off.post("/evaluation/forget", json=[1]))
    new = served(replace(desk, feedback=Feedback(tmp_path / "f.sqlite")))
    assert "还没有这样的记录" in page(new, "?view=chat")
    assert not (tmp_path / "f.sqlite").exists()
    (tmp_path / "f.sqlite").write_text("不是数据库" * 99)
    damaged = new.get("/evaluation?view=chat")
    assert damaged.status_code == 400
    assert "不是 SQLite 文件" in damaged.text
    assert store.path != tmp_path / "f.sqlite"


@pytest.mark.parametrize("action", ["start", "continue", "cancel", "forget", "check", "save"])
def test_other_sites_can_do_nothing(client: TestClient, action: str) -> None:
    assert detail(client.post(f"/evaluation/{action}", content="[]"), 415) == NOT_JSON


def test_without_an_index_there_is_nothing_to_measure(desk: Desk, tmp_path: Path) -> None:
    settings = desk.settings.model_copy(update={"index_dir": tmp_path / "none"})
    html = page(served(replace(desk, settings=settings)))
    assert "还没有索引" in html
    assert 'id="start"' not in html
