"""What is offered where the open capture has no packet of a socket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.tui.fake_machine import REFUSED, FakeMachine, Piped
from tests.tui.fake_sockets import ABROAD, LISTENER, OF_CLIENT, SocketsApp, on_interfaces
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until, until_asked
from tui.capture.source import EngineError
from tui.opened import open_path
from tui.panes.filter_bar import FilterBar
from tui.screens.capture import CaptureScreen
from tui.screens.capture_offers import wider_interfaces, words_of
from tui.screens.sockets import SocketsScreen
from tui.sockets.snapshot import OwnedSocket


@pytest.fixture(autouse=True)
def no_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that runs this may have any."""
    monkeypatch.setattr("tui.socket_view.capture.interface_towards", lambda remote, local: None)


async def asked(app: SocketsApp, pilot: object, found: OwnedSocket) -> str:
    """The question that Enter on a socket leads to."""
    await pilot.press("3")  # type: ignore[attr-defined]
    await until(pilot, lambda: isinstance(app.screen, SocketsScreen) and app.sockets.view.seen)  # type: ignore[arg-type]
    app.put_cursor(found)
    await pilot.press("enter")  # type: ignore[attr-defined]
    await until_asked(pilot)  # type: ignore[arg-type]
    return screen_text(app)


def changes_of(piped: Piped, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Sequence[str], str]]:
    """How the capture was told to go on."""
    made: list[tuple[Sequence[str], str]] = []
    monkeypatch.setattr(piped.source, "change", lambda interfaces, text: made.append((interfaces, text)))
    return made


async def test_a_capture_elsewhere_may_go_on_there_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with on_interfaces(tmp_path, "lo") as piped:
        made = changes_of(piped, monkeypatch)
        app = SocketsApp(opened=piped.opened)
        async with app.run_test(size=(120, 30)) as pilot:
            shown = await asked(app, pilot, ABROAD)
            assert "The capture runs on lo, and this socket's packets pass eth0." in shown
            assert "this capture, on lo and eth0" in shown
            await pilot.press("o")
            await until(pilot, lambda: isinstance(app.screen, CaptureScreen))
            assert made == [(("lo", "eth0"), "")]
            assert "198.51.100.1" in app.screen.query_one(FilterBar).in_use


async def test_a_listener_on_every_address_may_have_packets_anywhere(tmp_path: Path) -> None:
    with on_interfaces(tmp_path, "lo") as piped:
        app = SocketsApp(opened=piped.opened)
        async with app.run_test(size=(120, 30)) as pilot:
            shown = await asked(app, pilot, LISTENER)
            assert "The capture runs on lo, and this socket's packets may pass any" in shown
            assert "this capture, on all interfaces" in shown


async def test_a_capture_that_cannot_go_on_there_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(interfaces: Sequence[str], text: str) -> None:
        raise EngineError("broker-gone", "the capture process is gone")

    with on_interfaces(tmp_path, "lo") as piped:
        monkeypatch.setattr(piped.source, "change", refuse)
        app = SocketsApp(opened=piped.opened)
        async with app.run_test(size=(120, 30)) as pilot:
            await asked(app, pilot, ABROAD)
            await pilot.press("o")
            await until(pilot, lambda: app.told)
            assert app.told == ["The capture process is gone."]
            assert isinstance(app.screen, SocketsScreen)


async def test_a_capture_filter_may_be_what_keeps_them_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with on_interfaces(tmp_path, "lo", capture_filter="port 80") as piped:
        made = changes_of(piped, monkeypatch)
        app = SocketsApp(opened=piped.opened)
        async with app.run_test(size=(120, 30)) as pilot:
            assert "takes only what port 80 lets through" in await asked(app, pilot, OF_CLIENT)
            await pilot.press("o")
            await until(pilot, lambda: made)
            assert made == [(("lo",), "")]


async def test_a_capture_that_is_stopped_may_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with on_interfaces(tmp_path, "lo") as piped:
        piped.close()
        app = SocketsApp(opened=piped.opened)
        async with app.run_test(size=(120, 30)) as pilot:
            await until(pilot, lambda: not piped.source.is_running)
            assert "The capture on lo is stopped, and has no packet of this socket" in await asked(
                app, pilot, OF_CLIENT
            )
            await pilot.press("c")
            assert isinstance(app.screen, SocketsScreen)


async def test_over_a_saved_capture_a_new_one_begins_or_it_is_filtered_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Sequence[str]] = []
    app = SocketsApp(opened=open_path(SAMPLES / "hello.pcapng"))
    monkeypatch.setattr(app, "begin_capture", lambda interfaces, *_: begun.append(interfaces))
    async with app.run_test(size=(120, 30)) as pilot:
        shown = await asked(app, pilot, OF_CLIENT)
        assert "hello.pcapng has no packet of this socket" in shown
        assert "go on" not in shown
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen))
        assert "tcp.port == 50000" in app.screen.query_one(FilterBar).in_use
        assert begun == []
        await asked(app, pilot, OF_CLIENT)
        await pilot.press("b")
        await until(pilot, lambda: begun)
        assert begun == [("lo",)]
        assert isinstance(app.screen, CaptureScreen)


async def test_a_pipe_has_no_interfaces_to_go_on_with(tmp_path: Path) -> None:
    with Piped(tmp_path) as piped:
        app = SocketsApp(opened=piped.opened)
        async with app.run_test(size=(120, 30)) as pilot:
            shown = await asked(app, pilot, OF_CLIENT)
            assert "standard input has no packet of this socket" in shown
            assert "go on" not in shown


async def test_whoever_may_not_capture_is_not_asked(tmp_path: Path) -> None:
    with on_interfaces(tmp_path, "lo") as piped:
        app = SocketsApp(opened=piped.opened, machine=FakeMachine(REFUSED))
        async with app.run_test(size=(120, 30)) as pilot:
            await pilot.press("3")
            await until(pilot, lambda: isinstance(app.screen, SocketsScreen) and app.sockets.view.seen)
            app.put_cursor(ABROAD)
            await pilot.press("enter")
            await until(pilot, lambda: any("none can begin" in words for words in app.told))


@pytest.mark.parametrize(
    ("interface", "captured", "wider"),
    [
        ("eth0", ("lo",), ("lo", "eth0")),
        ("lo", ("lo",), ("lo",)),
        ("any", ("lo", "eth0"), ("any",)),
        ("lo", ("any",), ("any",)),
    ],
)
def test_any_stands_alone(interface: str, captured: tuple[str, ...], wider: tuple[str, ...]) -> None:
    assert wider_interfaces(interface, captured) == wider


@pytest.mark.parametrize(
    ("names", "words"), [(("lo",), "lo"), (("lo", "eth0"), "lo and eth0"), (("any",), "all interfaces")]
)
def test_interfaces_in_words(names: tuple[str, ...], words: str) -> None:
    tell: Callable[..., str] = words_of
    assert tell(*names) == words
