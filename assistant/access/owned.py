"""Gradio's sessions, tied to the login: another user's is not found, whoever knows its name."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

FIELD = "session_hash"
_HEARTBEAT = "/gradio_api/heartbeat/"


def owned_scope(scope: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a request's scope in which the session that it names is this user's."""
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    named = [(key, _owned(value, name) if key == FIELD else value) for key, value in query]
    path = scope["path"]
    if _HEARTBEAT in path:
        path = _owned(path, name)
    return {**scope, "path": path, "query_string": urlencode(named).encode()}


def owned_body(body: bytes, name: str) -> bytes:
    """Return a request's body in which the session that it names is this user's."""
    try:
        row = json.loads(body)
    except (ValueError, RecursionError):  # Gradio will say what is wrong
        return body
    if isinstance(row, dict) and isinstance(row.get(FIELD), str):
        row[FIELD] = _owned(row[FIELD], name)
        return json.dumps(row).encode()
    return body


def _owned(session: str, name: str) -> str:
    return f"{session}-{sha256(name.encode()).hexdigest()[:32]}"
