"""Which addresses are this machine's: the kernel's routing table is asked, which knows of whole networks, too.

Linux include/uapi/linux/rtnetlink.h: packets for an address of its own have a route of the type RTN_LOCAL.
"""

from __future__ import annotations

import socket
import struct
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final
from typing import Protocol as Shape

from tui.sockets.netlink import NETLINK_ROUTE, NetlinkError, NetlinkSocket

_GET_ROUTE: Final = 26
_LOCAL: Final = 2
_ROUTE: Final = struct.Struct("=8BI")
"""struct rtmsg; its eighth byte is the type."""
_DESTINATION: Final = struct.Struct("=HH")
_MOST: Final = 4_096
KEPT_SECONDS: Final = 5.0


class Addresses(Shape):
    """What is wanted of `OwnAddresses`."""

    def has(self, address: str) -> bool: ...


class OwnAddresses:
    """Asks in the network namespace it was made in. Raises OSError where the kernel does not answer."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._netlink = NetlinkSocket(NETLINK_ROUTE)
        self._clock = clock
        self._known: OrderedDict[str, tuple[bool, float]] = OrderedDict()

    def close(self) -> None:
        self._netlink.close()

    def has(self, address: str) -> bool:
        """Whether packets for an address go to this machine alone. What is no address is not its own."""
        now = self._clock()
        answer, until = self._known.get(address, (False, 0.0))
        if until <= now:
            answer = self._ask(address)
            self._known[address] = (answer, now + KEPT_SECONDS)
            self._known.move_to_end(address)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return answer

    def _ask(self, address: str) -> bool:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            data = socket.inet_pton(family, address)
        except (OSError, ValueError):
            return False
        if not any(data):
            # Any address, as senders have that do not know theirs yet.
            return False
        question = _ROUTE.pack(family, 8 * len(data), 0, 0, 0, 0, 0, 0, 0)
        question += _DESTINATION.pack(_DESTINATION.size + len(data), 1) + data
        try:
            for message in self._netlink.ask(_GET_ROUTE, question, 0):
                return len(message.body) >= _ROUTE.size and message.body[7] == _LOCAL
        except NetlinkError:
            # There is no way there.
            pass
        return False
