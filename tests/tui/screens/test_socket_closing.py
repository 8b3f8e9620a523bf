"""Closing a socket from outside: who may, what is asked, and what became of it."""

from __future__ import annotations

import errno
import threading

import pytest

from tests.tui.fake_machine import FakeMachine
from tests.tui.fake_sockets import ALL, LISTENER, LOCAL, OF_CLIENT, OF_SERVER, SocketsApp, owned
from tests.tui.fake_watcher import FakeWatcher
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.screens.help import HelpScreen
from tui.screens.socket_closing import NO_WATCHER, NOT_YET, WORD, what_is_closed, why_it_failed, word_to_type
from tui.screens.sockets import SocketsScreen
from tui.screens.typed_dialog import TypedDialog
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import OwnedSocket


class Closer(FakeWatcher):
    """Remembers what it closed; refuses where a test says so."""

    def __init__(self, cannot_end: str = "", error: OSError | None = None) -> None:
        super().__init__()
        self.cannot_end = cannot_end
        self.may_end = not cannot_end
        self.error = error
        self.ended: list[Socket] = []
        self.is_ready = self.is_alive = True

    def wait_ready(self, seconds: float) -> bool:
        return self.is_ready

    def end(self, one: Socket) -> None:
        if self.error is not None:
            raise self.error
        self.ended.append(one)


def app_with(watcher: FakeWatcher | None) -> SocketsApp:
    return SocketsApp(machine=FakeMachine(watcher=watcher))


async def ask(app: SocketsApp, pilot: object, found: OwnedSocket) -> str:
    await until(pilot, lambda: len(app.sockets.view.seen) >= len(ALL))  # type: ignore[arg-type]
    app.put_cursor(found)
    await pilot.press("K")  # type: ignore[attr-defined]
    await until(pilot, lambda: isinstance(app.screen, TypedDialog) or app.told)  # type: ignore[arg-type]
    return screen_text(app)


async def test_only_the_one_whose_port_was_typed_is_closed() -> None:
    watcher = Closer()
    app = app_with(watcher)
    async with app.run_test(size=(120, 30)) as pilot:
        shown = await ask(app, pilot, OF_SERVER)
        assert "nc (pid 41), user root" in shown
        assert "tcp 127.0.0.1:1234 ↔ 127.0.0.1:50000, ESTABLISHED" in shown
        assert "The peer gets a reset." in shown
        await pilot.press("5", "0", "0", "0", "0", "enter")
        assert "type 1234 to close it" in screen_text(app)
        assert watcher.ended == []
        await pilot.press("ctrl+u", "1", "2", "3", "4", "enter")
        await until(pilot, lambda: app.told)
        assert watcher.ended == [OF_SERVER.socket]
        assert app.told == ["Closed: tcp 127.0.0.1:1234 ↔ 127.0.0.1:50000."]
        assert app.sockets.view.closed_from_here == {OF_SERVER.socket.key}


async def test_escape_closes_nothing() -> None:
    watcher = Closer()
    app = app_with(watcher)
    async with app.run_test(size=(120, 30)) as pilot:
        await ask(app, pilot, OF_CLIENT)
        await pilot.press("escape")
        assert isinstance(app.screen, SocketsScreen)
        assert watcher.ended == []


async def test_without_the_capability_a_sentence_says_what_is_needed() -> None:
    app = app_with(Closer("closing a socket needs CAP_NET_ADMIN: start remora as root"))
    async with app.run_test(size=(120, 30)) as pilot:
        await ask(app, pilot, OF_CLIENT)
        assert app.told == ["Closing a socket needs CAP_NET_ADMIN: start remora as root."]
        assert isinstance(app.screen, SocketsScreen)


async def test_as_long_as_it_is_not_known_nothing_is_asked() -> None:
    watcher = Closer()
    watcher.is_ready = watcher.may_end = False
    app = app_with(watcher)
    async with app.run_test(size=(120, 30)) as pilot:
        await ask(app, pilot, OF_CLIENT)
        assert app.told == [NOT_YET]
        watcher.is_alive = False
        watcher.cannot_end = "the watcher has ended"
        await pilot.press("K")
        await until(pilot, lambda: app.told[-1] == "The watcher has ended.")


async def test_where_nobody_can_be_asked_it_is_told() -> None:
    app = app_with(None)
    async with app.run_test(size=(120, 30)) as pilot:
        await ask(app, pilot, OF_CLIENT)
        assert app.told == [NO_WATCHER]


async def test_whoever_went_on_meanwhile_is_not_asked() -> None:
    watcher = Closer()
    answers = threading.Event()
    watcher.wait_ready = lambda seconds: answers.wait(10)  # type: ignore[method-assign]
    app = app_with(watcher)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(app.sockets.view.seen) == len(ALL))
        app.put_cursor(OF_CLIENT)
        await pilot.press("K", "question_mark")
        screen = app.sockets
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        answers.set()
        await until(pilot, lambda: not screen._is_closing)
        assert isinstance(app.screen, HelpScreen)


async def test_what_became_of_it_is_told() -> None:
    app = app_with(Closer(error=OSError(errno.ENOENT, "No such file or directory")))
    async with app.run_test(size=(120, 30)) as pilot:
        await ask(app, pilot, LISTENER)
        await pilot.press("1", "2", "3", "4", "enter")
        await until(pilot, lambda: app.told)
        assert app.told == ["It has closed by itself."]


async def test_what_cannot_be_closed_is_not_asked_about() -> None:
    watcher = Closer()
    app = app_with(watcher)
    async with app.run_test(size=(120, 30)) as pilot:
        await ask(app, pilot, LOCAL)
        assert app.told == ["Only TCP and UDP sockets can be closed from outside."]
        await pilot.press("t")
        app.put_cursor(OF_CLIENT)
        app.source.sockets = (LISTENER,)
        await pilot.press("r")
        await until(pilot, lambda: app.sockets.entry is not None and app.sockets.entry.closed_ns is not None)
        await pilot.press("K")
        await until(pilot, lambda: "This socket has closed already." in app.told)


def test_a_socket_without_a_port_wants_a_word() -> None:
    assert word_to_type(Socket("tcp", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 0))) == WORD
    assert word_to_type(OF_CLIENT.socket) == "50000"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (LISTENER, "stops listening"),
        (OF_CLIENT, "The peer gets a reset"),
        (owned(Socket("udp", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 53))), "ECONNABORTED"),
    ],
)
def test_what_its_program_will_see(one: OwnedSocket, words: str) -> None:
    assert any(words in paragraph.text for paragraph in what_is_closed(one))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EPERM, "no"), "CAP_NET_ADMIN"),
        (OSError(errno.EOPNOTSUPP, "no"), "CONFIG_INET_DIAG_DESTROY"),
        (OSError(errno.ESRCH, "No such process"), "No such process"),
        (ValueError("a raw socket cannot be"), "a raw socket cannot be"),
    ],
)
def test_why_it_was_not_closed(error: OSError | ValueError, words: str) -> None:
    assert words in why_it_failed(error)
