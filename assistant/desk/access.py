"""Who is let in at the desk."""

from collections.abc import Callable

from fastapi import HTTPException, Request

from assistant.access.visitor import visitor_of
from assistant.desk.desk import Desk

ELSEWHERE = (
    "这一页只能在运行服务的电脑上打开；要从别处打开，请在服务端设置 ZONE_ASSISTANT_DESK=on。"
)
NOT_EDITOR = "这一页只给编辑用；要用它，请管理员运行 zone-assistant user add 把角色改为 editor。"


def only_editors(desk: Desk) -> Callable[[Request], None]:
    """Return the dependency of every route of the desk: it refuses who has no business there.

    Where people log in their role decides, else the machine that they are on. Requests of other
    sites' pages do not come through the door.
    """

    def check(request: Request) -> None:
        visitor = visitor_of(request.scope)
        if visitor.role and visitor.role != "editor":
            raise HTTPException(403, NOT_EDITOR)
        if not (visitor.role or visitor.here or desk.open_to_all):
            raise HTTPException(403, ELSEWHERE)

    return check
