"""Names under which DNS keeps the names of addresses: the address read back out of one."""

from __future__ import annotations

import ipaddress
from typing import Final

_IPV4: Final = ".in-addr.arpa"
_IPV6: Final = ".ip6.arpa"
_NIBBLES: Final = 32
_LONGEST: Final = 2 * _NIBBLES + len(_IPV6)


def address_of(name: str) -> str | None:
    """The address that a name such as 7.2.0.192.in-addr.arpa stands for; None where it stands for no whole one.

    IPv4 by RFC 1035 §3.5, IPv6 by RFC 3596 §2.5.
    """
    name = name.rstrip(".").lower()
    if len(name) > _LONGEST:
        return None
    try:
        if name.endswith(_IPV4):
            return str(ipaddress.IPv4Address(".".join(reversed(name.removesuffix(_IPV4).split(".")))))
        if name.endswith(_IPV6):
            nibbles = name.removesuffix(_IPV6).split(".")
            if len(nibbles) == _NIBBLES and all(len(one) == 1 for one in nibbles):
                digits = "".join(reversed(nibbles))
                return str(ipaddress.IPv6Address(bytes.fromhex(digits)))
    except ValueError:
        return None
    return None
