"""Over which interface the machine reaches an address: the kernel's routing table is asked, as `ip route get` does.

Linux include/uapi/linux/rtnetlink.h. Needs no privilege. This machine's own addresses are reached over loopback.
"""

from __future__ import annotations

import socket
import struct
import sys
from typing import Final

from tui.sockets.netlink import NETLINK_ROUTE, NetlinkSocket, attributes

_NEW_ROUTE, _GET_ROUTE = 24, 26
_ROUTE: Final = struct.Struct("=BBBBBBBBI")
"""struct rtmsg: family, lengths of destination and source in bits, and what a question leaves open."""
_ATTRIBUTE: Final = struct.Struct("=HH")
_DESTINATION, _SOURCE, _OUTPUT = 1, 2, 4


def interface_towards(remote: str, local: str = "", *, for_platform: str = sys.platform) -> int | None:
    """The index of the interface over which packets for an address leave; from `local`, where that is given.

    None where the machine does not tell, or has no way there. Raises ValueError for what is no address.
    """
    family = socket.AF_INET6 if ":" in remote else socket.AF_INET
    try:
        sides = [socket.inet_pton(family, address) for address in (remote, local) if address]
    except OSError as error:
        raise ValueError(f"{remote} and {local} are no addresses of one kind") from error
    if for_platform != "linux":
        return None
    try:
        with NetlinkSocket(NETLINK_ROUTE) as kernel:
            for message in kernel.ask(_GET_ROUTE, _question(family, sides), 0):
                if message.kind == _NEW_ROUTE:
                    output = attributes(message.body, _ROUTE.size).get(_OUTPUT, b"")
                    return int.from_bytes(output, sys.byteorder) or None if len(output) == 4 else None
    except OSError:
        return None
    return None


def _question(family: int, sides: list[bytes]) -> bytes:
    bits = [8 * len(side) for side in sides] + [0]
    question = _ROUTE.pack(family, bits[0], bits[1], 0, 0, 0, 0, 0, 0)
    for kind, side in zip((_DESTINATION, _SOURCE), sides, strict=False):
        question += _ATTRIBUTE.pack(_ATTRIBUTE.size + len(side), kind) + side
    return question
