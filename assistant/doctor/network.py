"""The port of the page, the LLM endpoint and the servers of the index; every wait is short."""

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from assistant.doctor.finding import Finding, from_error
from assistant.schema import AssistantError
from assistant.settings import Settings
from assistant.sharing import open_milvus, open_place
from index.errors import SearchIndexError

if TYPE_CHECKING:
    import httpx

TIMEOUT = 3.0  # seconds
SHOWN = 5  # models that are named
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HOST = "127.0.0.1"


def check_port(port: int) -> Iterator[Finding]:
    """Take the port for a moment; where that fails, look whether it is our own page's."""
    from assistant.web.server import listen

    try:
        listen(HOST, port).close()
        yield Finding("端口", "good", f"{port} 空着")
    except AssistantError as error:
        if _is_ours(port):
            yield Finding("端口", "good", f"{port} 上开着问答页面")
        else:
            yield from_error("端口", error)


def check_llm(settings: Settings) -> Iterator[Finding]:
    """Ask the endpoint for its models, which takes no tokens; never with the server's words."""
    what = "大模型"
    if not settings.llm_base_url:
        yield Finding(what, "good", "没有配置，回答摘引原文")
        return
    import httpx

    try:
        address = httpx.URL(settings.llm_base_url.strip())
    except httpx.InvalidURL:
        address = httpx.URL("")
    if address.scheme not in ("http", "https") or not address.host:
        said = "设置 ZONE_ASSISTANT_LLM_BASE_URL 不是一个地址"
        advice = "请写成 http:// 或 https:// 开头、通常以 /v1 结尾的地址"
        yield Finding(what, "bad", said, advice)
        return
    yield _asked(address, settings.llm_model.strip(), settings.llm_api_key.get_secret_value())


def check_chroma(settings: Settings) -> Iterator[Finding]:
    """Ask the Chroma server which generation answers, if one is configured."""
    server = settings.chroma
    if server is None:
        return
    from index.chroma import Connection
    from index.server_reader import current

    what, connection = "Chroma 服务器", Connection(server, timeout=TIMEOUT)
    try:
        name = current(connection, server)
    except SearchIndexError as error:
        yield from_error(what, error)
    else:
        if name:
            yield Finding(what, "good", f"{server.url} 里的索引 {server.index} 由 {name} 回答")
        else:
            said = f"{server.url} 通了，里面还没有索引 {server.index}"
            yield Finding(what, "warning", said, "请运行 zone-assistant index build")
    finally:
        connection.close()


def check_place(settings: Settings) -> Iterator[Finding]:
    """Ask the place for generations which one answers, if it is set."""
    place = open_place(settings)
    if place is None:
        return
    name = place.current()
    if name:
        yield Finding("放索引的地方", "good", f"{place.url} 里的索引由 {name} 回答")
    else:
        said = f"{place.url} 通了，里面还没有索引"
        yield Finding("放索引的地方", "warning", said, "请运行 zone-assistant index build")


def check_milvus(settings: Settings) -> Iterator[Finding]:
    """Ask the Milvus server whether it holds what answers here, if one is configured."""
    from index.generations import Generations

    what, milvus = "Milvus 服务器", open_milvus(settings, timeout=TIMEOUT)
    if milvus is None:
        return
    with closing(milvus):
        held = milvus.generations()
    folder = Generations(settings.index_dir).answering()
    if folder and folder.name in held:
        yield Finding(what, "good", f"{milvus.uri} 里有正在回答的索引 {folder.name}")
    else:
        said = f"{milvus.uri} 通了，里面没有正在回答的索引"
        yield Finding(what, "bad", said, "请运行 zone-assistant index build，它会补上")


def _is_ours(port: int) -> bool:
    """Tell whether what answers on the port has the content policy that our page has."""
    import httpx

    from assistant.web.server import POLICY

    try:
        with httpx.Client(trust_env=False, timeout=TIMEOUT) as client:
            answer = client.get(f"http://{HOST}:{port}/healthz")
    except httpx.HTTPError:
        return False
    return bool(answer.headers.get("content-security-policy") == POLICY)


def _asked(address: "httpx.URL", model: str, key: str) -> Finding:
    import httpx

    what, shown = "大模型", address.copy_with(username=None, password=None, query=None)
    if not model:
        said = f"没有写明接口 {shown} 用哪个模型"
        return Finding(what, "bad", said, "请设置 ZONE_ASSISTANT_LLM_MODEL")
    if not key.isascii():
        return Finding(what, "bad", "接口的密钥里有中文或全角字符", "请重新复制密钥")
    headers = {"Authorization": f"Bearer {key.strip() or 'none'}"}
    url = f"{str(address).rstrip('/')}/models"
    try:
        # A proxy from the environment must not catch what is meant for this machine.
        with httpx.Client(trust_env=address.host not in LOOPBACK, timeout=TIMEOUT) as client:
            answer = client.get(url, headers=headers)
    except httpx.TimeoutException:
        said = f"接口 {shown} 在{TIMEOUT:g}秒内没有回应"
        return Finding(what, "bad", said, "请检查网络和服务，稍后再试")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):  # the last two: an unusable proxy
        said = f"连不上接口 {shown}"
        return Finding(what, "bad", said, "请检查地址、网络以及服务是否已启动")
    return _answered(answer, shown=str(shown), model=model, key=key)


def _answered(answer: "httpx.Response", *, shown: str, model: str, key: str) -> Finding:
    what, status = "大模型", answer.status_code
    if status in (401, 403):
        said = f"接口 {shown} 不接受密钥（HTTP {status}）"
        return Finding(what, "bad", said, "请检查密钥和账户权限")
    if status in (404, 405):
        said = f"接口 {shown} 通了，但不列出模型（HTTP {status}），看不出密钥和模型对不对"
        return Finding(what, "warning", said, "请问一个问题试试，不行时检查地址是否以 /v1 结尾")
    if not answer.is_success:
        return Finding(what, "bad", f"接口 {shown} 出错（HTTP {status}）", "请稍后再试，或检查地址")
    names = _models(answer)
    if names is None:
        said = f"接口 {shown} 的回答不像 OpenAI 兼容的接口"
        return Finding(what, "bad", said, "请检查地址是否以 /v1 结尾")
    if model in names:
        return Finding(what, "good", f"接口 {shown} 通了，有模型 {model}")
    some = "、".join(name for name in names[:SHOWN] if not key or key not in name)
    said = f"接口 {shown} 没有列出模型 {model}" + (f"，列出的有：{some}" if some else "")
    return Finding(what, "warning", said, "请检查 ZONE_ASSISTANT_LLM_MODEL")


def _models(answer: "httpx.Response") -> list[str] | None:
    """Return the names in a list of models as OpenAI writes it; None where it is no such list."""
    try:
        row: Any = answer.json()
        return [str(model["id"]) for model in row["data"]]
    except (ValueError, LookupError, TypeError):
        return None
