"""A machine's sockets that are pretended, on the screen of an application that needs no rights."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

from tests.tui.fake_machine import FakeMachine, Piped
from tui.app import RemoraApp
from tui.capture.track import Plan
from tui.opened import Opened
from tui.screens.sockets import SocketsScreen
from tui.screens.sockets_view import SocketsView
from tui.sockets.entry import Endpoint, Protocol, Socket
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import OwnedSocket, Snapshot
from tui.viewer_app import ViewerApp

CLIENT, SERVER = Endpoint("127.0.0.1", 50000), Endpoint("127.0.0.1", 1234)
FAR = Endpoint("198.51.100.1", 443)


def owned(one: Socket, name: str = "", pid: int = 0) -> OwnedSocket:
    return OwnedSocket(one, (Owner(Process(pid, 1, name, 0), 3),) if name else ())


LISTENER = owned(Socket("tcp", "ipv4", "LISTEN", Endpoint("0.0.0.0", 1234), None, 0, 1, 0, 3, 103), "nc", 41)
OF_SERVER = owned(Socket("tcp", "ipv4", "ESTABLISHED", SERVER, CLIENT, 0, 0, 0, 4, 104), "nc", 41)
OF_CLIENT = owned(Socket("tcp", "ipv4", "ESTABLISHED", CLIENT, SERVER, 0, 0, 0, 5, 105), "telnet", 42)
ABROAD = owned(Socket("tcp", "ipv4", "ESTABLISHED", Endpoint("192.0.2.7", 50001), FAR, 0, 0, 0, 6, 106), "curl", 43)
LOCAL = owned(Socket("unix", "unix", "LISTEN", inode=7, cookie=107, kind="stream", path="/run/one"), "dbus", 44)
ALL = (LISTENER, OF_SERVER, OF_CLIENT, ABROAD, LOCAL)


class FakeSockets:
    """A source; tests change what is there."""

    def __init__(self, *sockets: OwnedSocket) -> None:
        self.sockets = sockets

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None: ...
    def close(self) -> None: ...

    def take(self, protocols: Collection[Protocol], *, with_details: bool, with_owners: bool = True) -> Snapshot:
        return Snapshot(time.time_ns(), self.sockets)

    def details(self, sockets: Sequence[Socket]) -> list[Socket]:
        return list(sockets)


class SocketsApp(ViewerApp):
    """Begins with the sockets, or with a capture over which they are shown by their key."""

    def __init__(self, *sockets: OwnedSocket, opened: Opened | None = None, machine: FakeMachine | None = None) -> None:
        super().__init__(opened, machine=machine or FakeMachine(), shows_sockets=opened is None)
        self.source = FakeSockets(*(sockets or ALL))

    def make_sockets_view(self) -> SocketsView:
        return SocketsView(make_source=lambda: self.source)

    @property
    def sockets(self) -> SocketsScreen:
        screen = next(screen for screen in reversed(self.screen_stack) if self.is_sockets(screen))
        assert isinstance(screen, SocketsScreen)
        return screen

    def put_cursor(self, found: OwnedSocket) -> None:
        """On a socket that is there."""
        assert self.sockets.go_to_key(found.socket.key)

    @property
    def here(self) -> OwnedSocket | None:
        """Under the cursor, whatever the kernel said of its insides."""
        entry = self.sockets.entry
        key = entry.found.socket.key if entry is not None else None
        return next((found for found in self.source.sockets if found.socket.key == key), None)

    @property
    def told(self) -> list[str]:
        """Messages in the corner."""
        return [notification.message for notification in self._notifications]


def pretend(app: RemoraApp, *sockets: OwnedSocket) -> None:
    """Let an application have these sockets to show, whatever machine it is on."""
    app._sockets_view = SocketsView(make_source=lambda: FakeSockets(*(sockets or ALL)))


def on_interfaces(folder: Path, *interfaces: str, capture_filter: str = "") -> Piped:
    """A live capture that says it is one of these interfaces."""
    piped = Piped(folder)
    piped.source.title = ", ".join(interfaces)
    piped.source.live.plan = Plan(interfaces, capture_filter)
    return piped
