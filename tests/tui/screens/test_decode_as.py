"""Decode As on the packets screen: everything that is made of the packets is made anew."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dissectors.deep.choices import choice_check
from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.errors import NoTshark
from dissectors.deep.tshark import program
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ACK, capture_of, tcp, udp
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui import settings as settings_file
from tui.app import RemoraApp
from tui.loading import FileSource
from tui.panes.packet_list import PacketList
from tui.panes.packet_tree import PacketTree
from tui.screens.packets import PacketsScreen
from tui.settings import Settings

HERE, THERE = ("10.0.0.1", 40000), ("10.0.0.2", 1234)
GET = b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n"
# What begins in the middle is not recognised: only a decision makes it HTTP.
MIDDLE = b"Accept: x\r\nHost: a\r\n\r\n"


@pytest.fixture(autouse=True)
def no_tshark(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(path: str | None = None) -> object:
        raise NoTshark("there is no tshark on this machine: install it")

    monkeypatch.setattr(program, "find_tshark", find)


def app_of(folder: Path, settings: Settings | None = None) -> RemoraApp:
    frames = [tcp(HERE, THERE, 1, ACK, GET), tcp(THERE, HERE, 1, ACK, MIDDLE), udp(HERE, THERE)]
    capture = capture_of(frames, folder)
    shown = settings or Settings(theme="remora-dark")
    source = FileSource(capture, "made.pcap")
    return RemoraApp(PacketTable(capture), source, settings=shown, settings_path=folder / "settings.toml")


def screen_of(app: RemoraApp) -> PacketsScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, PacketsScreen)
    return screen


async def decide(pilot: Pilot[str], app: RemoraApp, name: str) -> None:
    """Choose a protocol for the first number that is offered."""
    await pilot.press("D")
    await pilot.pause()
    await pilot.press("enter")
    await until(pilot, lambda: "natively" in screen_text(app))
    await pilot.press("ctrl+u", *name, "enter")
    await pilot.pause()
    await pilot.press("escape")
    await pilot.pause()


def first_number(app: RemoraApp) -> str:
    return next(line for line in screen_text(app).splitlines() if "as it comes" in line)


def protocols(app: RemoraApp) -> list[str]:
    table = screen_of(app).table
    return [table.summary(row).protocol for row in range(len(table))]


async def test_a_decision_changes_list_tree_and_settings(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert protocols(app) == ["HTTP", "TCP", "UDP"]
        await decide(pilot, app, "data")
        assert protocols(app) == ["TCP", "TCP", "UDP"]
        assert "Hypertext" not in screen_text(app)
        assert settings_file.load(tmp_path / "settings.toml")[0].decode_as == ("tcp.port==1234,data",)
        await pilot.press("D")
        await pilot.pause()
        assert "as data" in screen_text(app)
        await pilot.press("d", "escape")
        await pilot.pause()
        assert protocols(app) == ["HTTP", "TCP", "UDP"]
        assert settings_file.load(tmp_path / "settings.toml")[0].decode_as == ()


async def test_filter_and_order_are_worked_off_anew(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"http", "enter")
        screen = screen_of(app)
        await until(pilot, lambda: len(screen.displayed) == 1)
        await decide(pilot, app, "data")
        await until(pilot, lambda: len(screen.displayed) == 0)
        app.decide(())
        screen.decode_afresh()
        await until(pilot, lambda: len(screen.displayed) == 1)
        assert "Hypertext" in screen_text(app)


async def test_from_the_tree_the_layer_under_the_cursor_is_meant(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("tab")
        screen = screen_of(app)
        tree = screen.query_one(PacketTree)
        tree.select(("ip",))
        await pilot.press("D")
        await pilot.pause()
        assert "ip.proto == 6" in first_number(app)
        await pilot.press("escape")
        screen.query_one(PacketList).focus()
        await pilot.press("D")
        await pilot.pause()
        assert "tcp.port == 1234" in first_number(app)


async def test_what_is_decided_holds_for_conversations_and_workers(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        screen = screen_of(app)
        assert screen._conversations is not None
        index, worker = screen.table.index, screen._working_out
        app.decide((DecodeAs.parse("ip.proto==6,data"),))
        screen.decode_afresh()
        assert screen._conversations is None
        assert screen.table.index is not index
        assert screen._working_out is not worker
        await until(pilot, lambda: screen.table.index.streams.rows_done == 3)
        assert screen.table.index.streams.count("tcp") == 0
        assert protocols(app) == ["IPv4", "IPv4", "UDP"]


async def test_tsharks_dissectors_are_asked_for_by_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dissectors_of(tshark: object, table: str) -> Mapping[str, str]:
        return {"smtp": f"mail by {table}"}

    monkeypatch.setattr(program, "find_tshark", lambda path=None: object())
    monkeypatch.setattr(choice_check, "dissectors_of", dissectors_of)
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await decide(pilot, app, "smtp")
        assert app.decisions == (DecodeAs("tcp.port", 1234, "smtp"),)
        assert protocols(app) == ["TCP", "TCP", "UDP"]


async def test_a_packet_without_numbers_says_so(tmp_path: Path) -> None:
    capture = capture_of([bytes(10)], tmp_path)
    app = RemoraApp(PacketTable(capture), FileSource(capture, "made.pcap"), settings=Settings(theme="remora-dark"))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("D")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert any("Nothing in this packet can be decoded" in str(toast.message) for toast in app._notifications)


async def test_decisions_that_were_kept_stay_in_the_settings(tmp_path: Path) -> None:
    app = app_of(tmp_path, Settings(theme="remora-dark", decode_as=("udp.port==9,dns", "odd")))
    async with app.run_test(size=(100, 30)) as pilot:
        app.settings = replace(app.settings)
        await decide(pilot, app, "http")
        assert app.settings.decode_as == ("udp.port==9,dns", "odd", "tcp.port==1234,http")
