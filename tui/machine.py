"""What the screens ask the machine about captures, as one thing that tests can pretend."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from tui.capture.interfaces import Interface, Rate, Rates, list_interfaces
from tui.capture.libpcap import check_filter
from tui.capture.permission import Permission, capture_permission
from tui.capture.temporary import Leftover, recovered

if TYPE_CHECKING:
    from tui.capture.client import BrokerClient
    from tui.sockets.watch.client import WatchClient


class Machine(Protocol):
    """Interfaces, their traffic, the right to capture, and captures that were left behind."""

    def interfaces(self) -> tuple[Interface, ...]: ...
    def rates(self) -> Mapping[str, Rate]: ...
    def permission(self) -> Permission:
        """May take a second: it waits for the capture process."""
        ...

    def leftovers(self) -> tuple[Leftover, ...]: ...
    def check_filter(self, text: str, link_type: int) -> str | None: ...
    def open_watch(self) -> WatchClient | None:
        """Who tells of sockets and processes, to be closed at the end; None where nobody can."""
        ...


class ThisMachine:
    """The real one."""

    def __init__(self, broker: BrokerClient | None = None) -> None:
        self._broker = broker
        self._rates = Rates()

    def interfaces(self) -> tuple[Interface, ...]:
        return list_interfaces()

    def rates(self) -> Mapping[str, Rate]:
        return self._rates.sample()

    def permission(self) -> Permission:
        return capture_permission(self._broker)

    def leftovers(self) -> tuple[Leftover, ...]:
        return recovered()

    def check_filter(self, text: str, link_type: int) -> str | None:
        return check_filter(text, link_type)

    def open_watch(self) -> WatchClient | None:
        if not hasattr(socket, "SCM_RIGHTS"):
            return None
        from tui.sockets.watch.client import WatchClient  # read when a capture is begun, or sockets are listed

        try:
            return WatchClient.open(self._broker)
        except OSError:
            return None
