"""The kinds of conversations by their names, without what counts them: for help of commands, and for tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

Kind = Literal["eth", "ip", "ipv6", "tcp", "udp", "sctp"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""From the link up, as they are listed."""
TITLES: Final[Mapping[Kind, str]] = {
    "eth": "Ethernet",
    "ip": "IPv4",
    "ipv6": "IPv6",
    "tcp": "TCP",
    "udp": "UDP",
    "sctp": "SCTP",
}
WITH_PORTS: Final[frozenset[Kind]] = frozenset({"tcp", "udp", "sctp"})
WITH_STREAMS: Final[frozenset[Kind]] = frozenset({"tcp", "udp"})
