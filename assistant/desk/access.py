"""Who is let in at the desk."""

from collections.abc import Callable

from fastapi import HTTPException, Request

from assistant.api.guard import from_here
from assistant.desk.desk import Desk

ELSEWHERE = (
    "这一页只能在运行服务的电脑上打开；要从别处打开，请在服务端设置 ZONE_ASSISTANT_DESK=on。"
)
OTHER_SITE = "这个请求来自别的网站，没有照办；请在本服务自己的页面上操作。"


def only_editors(desk: Desk) -> Callable[[Request], None]:
    """Return the dependency of every route of the desk: it refuses who has no business there."""

    def check(request: Request) -> None:
        headers = {name: value.decode("latin-1") for name, value in request.scope["headers"]}
        if not desk.open_to_all and not from_here(request.scope, headers):
            raise HTTPException(403, ELSEWHERE)
        site = headers.get(b"sec-fetch-site", "same-origin")
        if request.method != "GET" and site not in ("same-origin", "none"):
            raise HTTPException(403, OTHER_SITE)

    return check
