"""Who sends a request: what the door has found out, for everything behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Literal

from assistant.access.origin import from_here, headers_of

Role = Literal["reader", "editor"]
_STATE = "visitor"  # in the request's state
_HOME = 64  # bits of an IPv6 address that tell one home from the next; the rest is the visitor's


@dataclass(frozen=True, slots=True)
class Visitor:
    """A user who is logged in, a program that brought the key, or somebody at an address."""

    address: str = ""
    name: str = ""
    role: Role | Literal["program", ""] = ""
    here: bool = False  # on this machine

    @property
    def key(self) -> str:
        """Return what a visitor's requests are counted by."""
        return f"user {self.name}" if self.name else f"{self.role}@{network(self.address)}"


def visitor_of(scope: Mapping[str, Any]) -> Visitor:
    """Return who sends a request; where no door stands in front, what the request itself tells."""
    found = scope.get("state", {}).get(_STATE)
    return found if isinstance(found, Visitor) else somebody(scope)


def somebody(scope: Mapping[str, Any]) -> Visitor:
    """Return the visitor of whom only is known where the request comes from."""
    peer = scope.get("client")
    return Visitor(peer[0] if peer else "", here=from_here(scope, headers_of(scope)))


def introduce(scope: Mapping[str, Any], visitor: Visitor) -> dict[str, Any]:
    """Return the request's scope with its visitor in it."""
    return {**scope, "state": {**scope.get("state", {}), _STATE: visitor}}


def network(address: str) -> str:
    """Return what the addresses of one visitor have in common; what is no address as it is."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:  # a socket in the file system has none
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), _HOME), strict=False))
