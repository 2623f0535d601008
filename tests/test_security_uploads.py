"""Hostile files, sent as an editor's page sends them: a sentence each, and nothing else happens."""

import io
import struct
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import docx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.access.door import Access
from assistant.access.sessions import Logins
from assistant.access.users import UserFile
from tests.document_fixtures import BODY, TITLE, save_word
from tests.security_driver import EDITOR, READER, log_in, made, visiting

pytest_plugins = ["tests.security_fixtures"]

SECRET = "canary-5128-in-a-file"
DOCUMENT = "word/document.xml"


def press_release() -> bytes:
    document = docx.Document()
    for paragraph in (TITLE, *BODY):
        document.add_paragraph(paragraph)
    return save_word(document)


WORD = press_release()


def packed(parts: dict[str, bytes], *, links: dict[str, str] | None = None) -> bytes:
    """Return the press release with other parts in it, and with symbolic links."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in parts and name not in (links or {}):
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
        for name, target in (links or {}).items():
            member = zipfile.ZipInfo(name)
            member.create_system, member.external_attr = 3, 0o120777 << 16
            new.writestr(member, target)
    return out.getvalue()


def with_entity(declared: str, used: str) -> bytes:
    """Return the press release with a document type, and an entity for its title."""
    with zipfile.ZipFile(io.BytesIO(WORD)) as package:
        xml = package.read(DOCUMENT)
    head = f"?><!DOCTYPE d [{declared}]>".encode()
    assert xml.count(TITLE.encode()) == 1
    xml = xml.replace(b"?>", head, 1).replace(TITLE.encode(), used.encode())
    return packed({DOCUMENT: xml})


def lying(size: int) -> bytes:
    """Return a package whose directory says that a part of 200 MB is a small one."""
    raw = bytearray(packed({DOCUMENT: bytes(200 << 20)}))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        found = raw.index(mark)
        while found >= 0:
            struct.pack_into("<I", raw, found + at, size)
            found = raw.find(mark, found + 4)
    return bytes(raw)


LAUGHS = '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
)
NESTED = b"[" * 100_000
YAML = "---\n" + "".join(f"k{n}: &k{n} [{f'*k{n - 1}, ' * 9 if n else 'ha'}]\n" for n in range(9))


def hostile(secret: Path) -> dict[str, bytes]:
    """Return the files by their names."""
    return {
        "bomb.docx": packed({"word/media/a.png": bytes(200 << 20)}),
        "lying.docx": lying(1000),
        "laughs.docx": with_entity(LAUGHS, "&a11;"),
        "file.docx": with_entity(f'<!ENTITY x SYSTEM "file://{secret}">', "&x;"),
        "parameter.docx": with_entity(f'<!ENTITY % x SYSTEM "file://{secret}"> %x;', "&x;"),
        "link.docx": packed({}, links={DOCUMENT: str(secret)}),
        "slip.docx": packed({"../../../../slipped.md": b"a", "/slipped.md": b"a"}),
        "nested.jsonl": b'{"doc_id": "a", "title": "a", "text": ' + NESTED,
        "nested.html": b"<html><body>" + b"<div>" * 100_000,
        "alias.md": (YAML + "title: *k8\n---\n正文。\n").encode(),
        "object.md": b'---\ntitle: !!python/object/apply:os.system ["touch slipped.md"]\n---\na\n',
        "cut.pdf": b"%PDF-1.7\n1 0 obj<</Length 999999999>>stream\n",
        "program.docx": b"\x7fELF" + bytes(1000),
        "empty.txt": b"",
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def app(users: UserFile, home: Path) -> FastAPI:
    return made(Access(logins=Logins(users)), home)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return log_in(visiting(app), EDITOR)


def begin(client: TestClient) -> str:
    token = client.post("/corpus/upload", json={}).json()["token"]
    assert isinstance(token, str)
    return token


def put(client: TestClient, token: str, name: str, content: bytes) -> tuple[int, str]:
    query = {"token": token, "name": name}
    reply = client.put("/corpus/upload/file", params=query, content=content)
    row = reply.json()
    return reply.status_code, row.get("detail") or row["name"]


@pytest.mark.slow
def test_hostile_files_get_a_sentence_and_nothing_happens(
    client: TestClient, home: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    token = begin(client)
    refused = {}
    for name, content in hostile(secret).items():
        status, said = put(client, token, name, content)
        assert status in (200, 400, 413), (name, said)
        if status != 200:
            refused[name] = said
    shown = client.get("/corpus/upload", params={"token": token})
    assert shown.status_code == 200
    text = unescape(shown.text)
    assert SECRET not in text
    assert "ha" * 100 not in text
    assert "Traceback" not in text + str(refused)
    for name in hostile(secret):
        assert name in refused or name in text, name
    assert all(said.endswith("。") for said in refused.values())
    for name in ("bomb.docx", "lying.docx", "link.docx", "cut.pdf"):
        assert name in refused or "没有读取" in text or "打不开" in text
    assert list(home.parent.rglob("*slipped*")) == []
    assert not Path("slipped.md").exists()
    kept = [path for path in home.rglob("*") if path.is_symlink()]
    assert kept == []


@pytest.mark.parametrize(
    "name",
    [
        "../../escaped.md",
        "..\\..\\escaped.md",
        "/etc/cron.d/escaped.md",
        "escaped\x00.md",
        "..",
        ".escaped.md",
        "长" * 300 + ".md",
        "escaped\n.md",
        "\u202edm.exe.md",
        "<img src=x onerror=alert(1)>.md",
        "CON.md",
    ],
)
def test_a_name_stays_a_name(client: TestClient, home: Path, name: str) -> None:
    token = begin(client)
    before = {path for path in home.parent.rglob("*") if "uploads" not in path.parts}
    status, said = put(client, token, name, "# 题目\n\n云溪高新区有企业3家。\n".encode())
    assert status in (200, 400), said
    assert "/" not in said
    assert said.isprintable()
    assert {path for path in home.parent.rglob("*") if "uploads" not in path.parts} == before
    assert all(len(path.name.encode()) < 200 for path in (home / "uploads").rglob("*"))
    shown = client.get("/corpus/upload", params={"token": token}).text
    assert "<img src=x" not in shown


def test_an_upload_is_not_reached_without_its_token(client: TestClient, app: FastAPI) -> None:
    token = begin(client)
    for other in ("", "..", "../articles", token[:-1] + "!", "%2e%2e"):
        status, said = put(client, other, "a.md", b"a")
        assert status in (400, 404, 410), said
    assert put(log_in(visiting(app), READER), token, "a.md", b"a")[0] == 403
    assert put(visiting(app), token, "a.md", b"a")[0] == 401


def test_an_upload_larger_than_allowed_is_cut_off(client: TestClient) -> None:
    token = begin(client)

    def endless() -> Iterator[bytes]:
        for _ in range(25):
            yield b"a" * (1 << 20)

    reply = client.put(
        "/corpus/upload/file", params={"token": token, "name": "a.txt"}, content=endless()
    )
    assert reply.status_code in (400, 413)
    assert "超过了20 MB" in reply.json()["detail"]
    assert "a.txt" not in client.get("/corpus/upload", params={"token": token}).text
