"""What a service on an address must have, so that not everybody may do everything."""

from assistant.access.door import Access
from assistant.access.limits import limits
from assistant.access.origin import LOOPBACK, is_loopback
from assistant.access.sessions import Logins
from assistant.access.users import UserFile
from assistant.schema import AssistantError
from assistant.settings import Settings

EVERYBODY = (
    "监听 {host} 时别的机器也能打开页面，而这里没有登录：请用 --auth-file 写明用户文件"
    "（zone-assistant user add 可以建），或加上 --without-login 让谁都能用。"
)
ANY_PROXY = "--forwarded-allow-ips 不能是 *：那样谁都能冒充别的地址；请写明反向代理的地址。"


def access_on(host: str, settings: Settings, *, without_login: bool) -> Access:
    """Return who is let in where the service listens on `host`.

    Raises AssistantError where nobody is asked for a login though other machines can come, and
    where the file of users cannot be read.
    """
    key = settings.api_key.get_secret_value().strip()
    local = host == "localhost" or is_loopback(host)
    if settings.auth_file is None and not (local or key or without_login):
        raise AssistantError(EVERYBODY.format(host=host))
    if "*" in settings.forwarded_allow_ips:
        raise AssistantError(ANY_PROXY)
    file = None if settings.auth_file is None else UserFile(settings.auth_file)
    if file is not None:
        file.read()
    named = settings.allow_hosts.lower().replace(",", " ").split()
    # Another site's name may be made to point here; whoever logs in does not do so there.
    checked = named or (local and file is None)
    return Access(
        logins=Logins(file) if file else None,
        key=key,
        closed=not (local or without_login),
        names=frozenset({*LOOPBACK, host.lower(), *named} if checked else ()),
        limits=limits(settings.questions_per_minute),
    )
