"""Where a request comes from: this machine, a page of ours, or a page of another site."""

from collections.abc import Collection, Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PROXIED = frozenset(
    {
        b"forwarded",
        b"via",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-prefix",
        b"x-forwarded-proto",
        b"x-forwarded-server",
        b"x-real-ip",
    }
)


def headers_of(scope: Mapping[str, Any]) -> dict[bytes, str]:
    """Return a request's headers by their lower-case names."""
    return {name: value.decode("latin-1") for name, value in scope["headers"]}


def from_here(scope: Mapping[str, Any], headers: Mapping[bytes, str]) -> bool:
    """Tell whether a program or a page of this machine calls.

    That comes over loopback, by no proxy that says so; names this machine in Host (a page of
    another site that has its name point here names that site); and no other site's page sends it.
    """
    peer = scope.get("client")
    near = peer is None or is_loopback(peer[0])  # None: a socket in the file system
    direct = PROXIED.isdisjoint(headers)
    return near and direct and names_one_of(LOOPBACK, headers) and from_own_page(scope, headers)


def names_one_of(names: Collection[str], headers: Mapping[bytes, str]) -> bool:
    """Tell whether Host is one of these names, with any port."""
    try:
        return urlsplit(f"//{headers.get(b'host', '')}").hostname in names
    except ValueError:  # callers and proxies write what they like
        return False


def from_own_page(scope: Mapping[str, Any], headers: Mapping[bytes, str]) -> bool:
    """Tell whether a page of ours, a followed link or no page at all sends a request.

    Browsers let no page write these headers; where the connection is not encrypted they leave out
    Sec-Fetch-Site, and Origin has to do.
    """
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none") or _follows_link(scope, headers)
    origin = headers.get(b"origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get(b"host")
    except ValueError:
        return False


def wants_page(scope: Mapping[str, Any], headers: Mapping[bytes, str]) -> bool:
    """Tell whether a person looks at the answer; scripts and programs read JSON."""
    return scope["method"] in ("GET", "HEAD") and "html" in headers.get(b"accept", "")


def is_loopback(address: str) -> bool:
    """Tell whether an address is this machine's own; what is no address is none of them."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback


def _follows_link(scope: Mapping[str, Any], headers: Mapping[bytes, str]) -> bool:
    return (
        scope["method"] in ("GET", "HEAD")
        and headers.get(b"sec-fetch-mode") == "navigate"
        and headers.get(b"sec-fetch-dest") == "document"
    )
