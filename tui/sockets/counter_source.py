"""Where counters are read, again and again: the files of /proc/net and a socket of rtnetlink, kept open.

What was opened in a network namespace stays in it, so that only the opening wants privilege.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final, Self

from tui.sockets.counters import FILES, Counters, protocol_counters
from tui.sockets.interface_counters import (
    InterfaceCounters,
    interfaces_by_netlink,
    interfaces_elsewhere,
    interfaces_in_dev,
)
from tui.sockets.namespaces import NoNamespace, made_in
from tui.sockets.netlink import NETLINK_ROUTE, NetlinkSocket

NET: Final = Path("/proc/thread-self/net")
"""Of the namespace that the asking thread is in."""
INTERFACES_FILE: Final = "dev"
_MOST_BYTES: Final = 1 << 20
_READ_BYTES: Final = 1 << 16


class CounterSource:
    """All that one network namespace counts. A context manager. A file that is not there counts nothing."""

    def __init__(
        self,
        net: Path | None = NET,
        *,
        with_netlink: bool = True,
        elsewhere: Callable[[], Mapping[str, InterfaceCounters]] | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """`net` is /proc/net, None where there is none; `elsewhere` tells interfaces without a Linux."""
        self._clock, self._elsewhere = clock, elsewhere
        self._open = ExitStack()
        self._files: dict[str, int] = {}
        self._netlink: NetlinkSocket | None = None
        for name in (*FILES, INTERFACES_FILE) if net is not None else ():
            with suppress(OSError):
                self._files[name] = os.open(f"{net}/{name}", os.O_RDONLY | os.O_CLOEXEC)
                self._open.callback(os.close, self._files[name])
        if with_netlink:
            with suppress(OSError):
                self._netlink = self._open.enter_context(NetlinkSocket(NETLINK_ROUTE))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        self._files.clear()
        self._netlink = None
        self._open.close()

    def read(self) -> Counters:
        """What is counted now. Raises OSError where nothing tells."""
        values: dict[str, int] = {}
        for name in FILES:
            values.update(protocol_counters(name, self._text(name)))
        found = Counters(self._clock(), values, self._interfaces())
        if not found.values and not found.interfaces:
            raise OSError("the kernel's counters cannot be read: /proc/net/snmp is not there, or not for this user")
        return found

    def _interfaces(self) -> Mapping[str, InterfaceCounters]:
        if self._elsewhere is not None:
            return self._elsewhere()
        if self._netlink is not None:
            with suppress(OSError):
                return interfaces_by_netlink(self._netlink)
        return interfaces_in_dev(self._text(INTERFACES_FILE))

    def _text(self, name: str) -> str:
        """The file as it is now: the kernel makes it anew from its beginning on."""
        descriptor = self._files.get(name)
        if descriptor is None:
            return ""
        data = b""
        with suppress(OSError):
            os.lseek(descriptor, 0, os.SEEK_SET)
            while len(data) < _MOST_BYTES and (piece := os.read(descriptor, _READ_BYTES)):
                data += piece
        return data.decode("utf-8", "replace")


def open_counters(namespace: str = "", *, for_platform: str = sys.platform) -> CounterSource:
    """This machine's counters, or those of another network namespace by name or pid.

    Elsewhere than on Linux only interfaces are told. Raises NoNamespace.
    """
    if for_platform != "linux":
        if namespace:
            raise NoNamespace(errno.EOPNOTSUPP, "this system has no network namespaces")
        return CounterSource(None, with_netlink=False, elsewhere=interfaces_elsewhere)
    return made_in(namespace, CounterSource) if namespace else CounterSource()
