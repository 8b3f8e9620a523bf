from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from textual import events

from tests.tui.screens.real import RealApp
from tests.tui.snapshots import screen_text
from tests.tui.toy import ToyApp, ToyTable, toy_frames
from tests.tui.waiting_for import until
from tui import copying
from tui.key_table import KEYS, Key
from tui.panes.packet_list import PacketList
from tui.panes.packet_tree import PacketTree
from tui.screens.dialogs import ChoiceDialog


def header(app: ToyApp) -> str:
    return next(line for line in screen_text(app).splitlines() if "No." in line)


async def test_marks_are_set_found_and_taken_off() -> None:
    app = ToyApp(ToyTable(toy_frames(20)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("j", "m", "j", "j", "m", "j")
        assert app.packets.rows.marked == {1, 3}
        await pilot.press("apostrophe")
        assert app.packets.shown_row == 1
        await pilot.press("apostrophe")
        assert app.packets.shown_row == 3
        await pilot.press("quotation_mark")
        assert app.packets.shown_row == 1
        await pilot.press("quotation_mark")
        assert app.packets.shown_row == 3
        await pilot.press("m", "apostrophe")
        assert app.packets.rows.marked == {1}
        assert app.packets.shown_row == 1


async def test_the_time_column_cycles_and_counts_from_a_reference() -> None:
    app = ToyApp(ToyTable(toy_frames(5)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("j", "j", "T")
        assert "-0.200000" in screen_text(app)
        await pilot.press("T")
        assert "-0.200000" not in screen_text(app)
        await pilot.press("t")
        assert "Delta" in header(app)
        await pilot.press("t", "t")
        assert "2023-11-14 22:13:20.000000" in screen_text(app)
        assert app.settings.time_format == "utc"


async def test_the_time_column_has_as_many_digits_as_wanted() -> None:
    app = ToyApp(ToyTable(toy_frames(5)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("p")
        assert "0.100000000 " in screen_text(app)
        assert app.settings.time_digits == "9"
        await pilot.press("p", "p")
        assert "0.100 " in screen_text(app)
        await pilot.press("p")
        assert "as finely as captured" in screen_text(app)
        assert "0.100000 " in screen_text(app)
        assert app.settings.time_digits == "auto"


async def test_a_packet_is_reached_by_its_time() -> None:
    app = ToyApp(ToyTable(toy_frames(200)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+g", *"1.25", "enter")
        assert app.packets.shown_row == 13
        await pilot.press("T", "ctrl+g", *"+1", "enter")
        assert app.packets.shown_row == 23
        await pilot.press("ctrl+g", *"+100", "enter")
        await pilot.pause()
        assert "all packets are earlier" in screen_text(app)


async def test_a_field_becomes_a_column_and_stops_being_one() -> None:
    app = ToyApp(ToyTable(toy_frames(5)))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("tab", "right", "j", "j", "j", "c")
        await pilot.pause()
        assert "toy.port" in header(app)
        assert "5 (toys)" in screen_text(app)
        assert app.settings.columns[-2:] == ("toy.port", "info")
        await pilot.press("x")
        assert "Port: 1\n" in screen_text(app)
        assert "5 (toys)" not in screen_text(app)
        await pilot.press("c")
        await pilot.pause()
        assert "toy.port" not in header(app)
        assert app.settings.columns == ()


async def test_a_packet_is_reached_by_its_number() -> None:
    app = ToyApp(ToyTable(toy_frames(200)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+g", *"999", "enter")
        await pilot.pause()
        assert "there are packets 1 to 200" in screen_text(app)
        await pilot.press("backspace", "backspace", "backspace", *"150", "enter")
        await pilot.pause()
        assert app.packets.shown_row == 149
        packets = app.packets.query_one(PacketList)
        assert packets.cursor - packets.first_visible > 1
        await pilot.press("ctrl+g", *"x", "escape")
        assert app.packets.shown_row == 149


async def test_the_field_is_explained_in_full() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("tab", "right", "j", "e")
        await pilot.pause()
        shown = screen_text(app)
        assert "Of the toy protocol (RFC 0 §1)." in shown
        assert "toy.version == 2" in shown
        assert "byte 0 bits 7–4 of 00100000" in shown
        await pilot.press("escape")
        assert app.focused is app.packets.query_one(PacketTree)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("y", "h"), toy_frames(1)[0].data.hex(" ")),
        (("y", "r"), "1\t0.000000\t\t\tTOY\t9\tport 1, anna"),
        (("tab", "right", "j", "j", "j", "y", "h"), "00 01"),
        (("tab", "right", "j", "j", "j", "y", "d"), "toy.port == 1"),
        (("tab", "right", "j", "j", "j", "y", "j", "enter"), "1 (toys)"),
    ],
)
async def test_copies_go_to_the_clipboard_and_to_a_file(
    keys: tuple[str, ...], expected: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tui.app.write_copy", lambda text: copying.write_copy(text, tmp_path))
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.clipboard == expected
        assert (tmp_path / copying.FILE_NAME).read_text() == expected + "\n"


async def test_letters_act_only_where_no_text_is_typed() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("slash", "q", "m", "z")
        assert app.is_running
        assert app.packets.rows.marked == set()


async def test_the_palette_offers_what_the_key_table_has() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Copy the field" in screen_text(app))
        titles = [command.title for command in app.get_system_commands(app.packets)]
        assert {"Copy", "Quit", "Theme"} <= set(titles)


OF_REAL_PACKETS = ("conversations", "ladder", "diagnosis", "statistics")
"""Actions that want more than a toy."""
HERE = [key for key in KEYS if key.place in ("anywhere", "list")]


def in_sixes(keys: Iterable[Key]) -> Iterator[tuple[Key, ...]]:
    """As many screens as one application has at once: each of them goes on working below the others."""
    rest = list(keys)
    while rest:
        yield tuple(rest[:6])
        del rest[:6]


@pytest.mark.parametrize(
    "keys",
    [
        *in_sixes(key for key in HERE if key.action not in (*OF_REAL_PACKETS, "quit")),
        *in_sixes(key for key in HERE if key.action in OF_REAL_PACKETS),
    ],
    ids=lambda keys: " ".join(key.action for key in keys),
)
async def test_keys_are_harmless_before_there_are_panes(keys: tuple[Key, ...]) -> None:
    app = RealApp() if keys[0].action in OF_REAL_PACKETS else ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in keys:
            screen = app.get_default_screen()
            app.push_screen(screen)
            assert not screen.is_mounted
            name = key.keys[0]
            await app.on_event(events.Key(name, name if len(name) == 1 else None))
            await pilot.pause()
            assert screen.is_mounted, key.action


async def test_the_viewer_may_be_quit_before_there_are_panes() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(app.get_default_screen())
        await app.on_event(events.Key("q", "q"))
        await pilot.pause()
        assert not app.is_running


async def test_a_key_typed_before_there_are_panes_is_followed_when_there_are() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(app.get_default_screen())
        await app.on_event(events.Key("y", "y"))
        await pilot.pause()
        assert isinstance(app.screen, ChoiceDialog)
