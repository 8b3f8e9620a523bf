"""tshark's tree in place of the native one: it arrives, is kept, overtaken, marked, found in; and fails quietly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dissectors.byte_source import ByteSource
from dissectors.deep.errors import NoTshark, TsharkFailed
from dissectors.frame import Frame
from dissectors.processes.ends import Ends
from tests.dissectors.deep.decoded_by_hand import ByHand
from tests.dissectors.processes.found import found
from tests.tui.deep.fake_decoder import DeepToyApp, foreign_layer
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.toy import ToyApp, ToyTable, toy_bytes, toy_frames
from tests.tui.waiting_for import until
from tui import settings as settings_file
from tui.finding import FindRequest
from tui.messages import CaptureState, CaptureStateChanged, RowsAdded
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_tree import PacketTree
from tui.panes.status_bar import FieldLine
from tui.screens import deep_packets
from tui.settings import Settings

SIZE = (120, 40)


@pytest.fixture(autouse=True)
def no_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """tshark is there at once."""
    monkeypatch.setattr(deep_packets, "SECONDS_UNTIL_PREPARED", 0)


def title(pilot: Pilot[str]) -> str:
    return str(pilot.app.screen.query_one("#tree-side").border_title)


def tree(pilot: Pilot[str]) -> PacketTree:
    return pilot.app.screen.query_one(PacketTree)


def told(app: ToyApp) -> list[str]:
    return [str(toast.message) for toast in app._notifications]


async def deep_title(pilot: Pilot[str], number: int) -> None:
    await until(pilot, lambda: title(pilot) == f" Decoded packet {number} · tshark 9.9.9 ")


async def test_the_native_tree_is_there_at_once_and_tsharks_takes_its_place() -> None:
    app = DeepToyApp(ToyTable(toy_frames(5)), held=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j")
        await pilot.pause()
        assert title(pilot).startswith(" Decoded packet 2 · native")
        assert "Toy Protocol" in screen_text(app)
        app.decoder.release()
        await deep_title(pilot, 2)
        await pilot.pause()
        assert "Toy by tshark" in screen_text(app)
        assert "Toy Protocol" not in screen_text(app)
        assert any("Deeper Protocol" in line and "tshark only" in line for line in screen_lines(app))


async def test_what_is_selected_and_lit_stays() -> None:
    app = DeepToyApp(ToyTable(toy_frames(5)), held=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "tab", "right", "j", "j", "j")
        app.decoder.release()
        await deep_title(pilot, 2)
        await pilot.pause()
        selected = tree(pilot).selected
        assert selected is not None
        assert selected.field.line == "Port of tshark: 2"
        assert app.screen.query_one(PacketBytes)._lit == range(1, 3)
        assert app.screen.query_one(FieldLine).node is selected
        assert app.focused is tree(pilot)


async def test_moving_on_gives_up_what_is_no_longer_wanted() -> None:
    app = DeepToyApp(ToyTable(toy_frames(9)), held=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "j", "j", "j")
        app.decoder.release()
        await deep_title(pilot, 5)
        assert set(app.decoder.asked) - set(app.decoder.given_up) == {4}
        assert app.packets.dissection is app.decoder.answers[4]


async def test_a_packet_that_was_asked_before_comes_without_its_native_tree() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        await pilot.press("j")
        await deep_title(pilot, 2)
        app.decoder.held = True
        app.packets.show_row(0)
        assert title(pilot) == " Decoded packet 1 · tshark 9.9.9 "
        assert app.packets.dissection is app.decoder.answers[0]


async def test_an_answer_for_another_packet_is_left_alone() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        before = app.packets.dissection
        app.packets._answered(2, app.decoder.make(app.packet_table.frame(2)))
        assert app.packets.dissection is before


async def test_a_key_goes_through_the_decoders_and_the_choice_is_kept(tmp_path: Path) -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)))
    app.settings_path = tmp_path / "settings.toml"
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        await pilot.press("d")
        assert title(pilot) == " Decoded packet 1 · native "
        assert app.packets.dissection is app.packets.native
        assert settings_file.load(app.settings_path)[0].decoder == "native"
        asked = len(app.decoder.asked)
        await pilot.press("j")
        await pilot.pause()
        assert len(app.decoder.asked) == asked
        await pilot.press("d")
        await until(pilot, lambda: "second opinion" in title(pilot))
        await pilot.press("d")
        await deep_title(pilot, 2)
        assert settings_file.load(app.settings_path)[0].decoder == ""


async def test_a_native_tree_says_what_tshark_said() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), settings=Settings(decoder="native"))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "native" in title(pilot))
        assert app.decoder.asked == []
        await pilot.press("d", "d")
        await deep_title(pilot, 1)
        await pilot.press("d")
        await pilot.pause()
        assert any("Toy Protocol" in line and "tshark: deeper" in line for line in screen_lines(app))


async def test_a_packet_that_tshark_fails_on_stays_native_and_is_told_once() -> None:
    failures = {row: TsharkFailed("tshark was killed") for row in (0, 1, 2)}
    app = DeepToyApp(ToyTable(toy_frames(5)), failures=failures)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        for number in (1, 2, 3):
            await until(pilot, lambda now=number: title(pilot) == f" Decoded packet {now} · native · tshark failed ")
            await pilot.press("j")
        assert told(app) == ["Tshark was killed."]
        await deep_title(pilot, 4)


async def test_without_tshark_all_is_native_and_one_line_says_what_to_install() -> None:
    app = DeepToyApp(ToyTable(toy_frames(5)), trouble=NoTshark("there is no tshark: install it"))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: bool(told(app)))
        await pilot.press("j", "j")
        await pilot.pause()
        assert told(app) == ["There is no tshark: install it."]
        assert title(pilot) == " Decoded packet "
        assert app.decoder.asked in ([], [0])
        await pilot.press("d")
        await pilot.pause()
        assert told(app) == ["There is no tshark: install it."]
        assert app.packets.view == "native"


async def test_whoever_was_told_is_not_told_at_the_next_start(tmp_path: Path) -> None:
    trouble = NoTshark("there is no tshark: install it")
    app = DeepToyApp(ToyTable(toy_frames(5)), trouble=trouble)
    app.settings_path = tmp_path / "settings.toml"
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: bool(told(app)))
        await pilot.press("d")
        await pilot.pause()
    again = DeepToyApp(ToyTable(toy_frames(5)), trouble=trouble, settings=settings_file.load(app.settings_path)[0])
    async with again.run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: again.packets._answerer is None)
        assert told(again) == []


async def test_an_application_that_wants_no_tshark_shows_the_native_tree() -> None:
    app = ToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("j", "d")
        await pilot.pause()
        assert title(pilot) == " Decoded packet "
        assert "decoded by Remora itself" in told(app)[0]


async def test_waiting_is_told_when_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep_packets, "SECONDS_UNTIL_WAITING_IS_TOLD", 0.01)
    app = DeepToyApp(ToyTable(toy_frames(3)), held=True)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: title(pilot) == " Decoded packet 1 · native · waiting for tshark ")
        app.decoder.release()
        await deep_title(pilot, 1)


async def test_the_decoder_is_closed_with_the_screen() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), held=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j")
        await pilot.press("q")
    assert app.decoder.is_closed


async def test_other_choices_have_another_decoder() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        first = app.decoder
        await app.packets.decode_anew()
        await deep_title(pilot, 1)
        assert first.is_closed
        assert app.decoder is not first
        assert app.decoder.asked == [0]


async def test_a_list_that_follows_new_packets_asks_for_those_that_rest() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        app.packet_source.post(CaptureStateChanged(CaptureState("lo", "live", captured=3, engine="toys")))
        await pilot.press("G")
        await deep_title(pilot, 3)
        for count in (5, 7, 9):
            app.packet_source.post(
                RowsAdded(lambda wanted=count: setattr(app.packet_table, "frames", toy_frames(wanted)))
            )
            # Not until nothing works any more, which may take as long as the rest that is waited for.
            await pilot.pause(0)
        await deep_title(pilot, 9)
        assert app.decoder.asked == [0, 2, 8]


async def test_what_is_worked_out_later_does_not_take_tsharks_tree_away() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        renewed = app.packet_table.dissection(0)
        app.packets.renew_native(renewed)
        assert app.packets.native is renewed
        assert app.packets.dissection is app.decoder.answers[0]


async def test_fields_are_filtered_by_copied_and_explained_whoever_decoded_them() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), settings=Settings(theme="remora-dark"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j")
        await deep_title(pilot, 2)
        await pilot.press("tab")
        tree(pilot).select(("deeper", "deeper.count"))
        assert app.packets._subjects() == ["deeper.count == 3", "deeper.count", "frame[8:2] == 00:01"]
        await pilot.press("e")
        await pilot.pause()
        shown = " ".join(screen_text(app).split())
        assert "Count, a field of Deeper Protocol." in shown
        assert "tshark decoded it" in shown
        await pilot.press("escape", "y")
        await pilot.pause()
        assert "Count: 3" in screen_text(app)


async def test_a_field_that_only_tshark_has_is_no_column() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await deep_title(pilot, 1)
        await pilot.press("tab")
        tree(pilot).select(("toy", "toy.version"))
        await pilot.press("c")
        assert "toy.version" in app.packets.rows.column_names
        app.packets.toggle_column("deeper.count")
        await pilot.pause()
        assert "deeper.count" not in app.packets.rows.column_names
        assert "Only tshark knows deeper.count" in told(app)[-1]


async def test_what_is_in_tsharks_tree_is_found_there() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j")
        await deep_title(pilot, 2)
        app.packets.find_request = FindRequest("protocol", place="tree")
        await pilot.press("n")
        assert tree(pilot).selected is not None
        assert tree(pilot).selected.path == ("deeper",)
        app.packets.find_request = FindRequest("Port of tshark", place="tree")
        app.packets.found_line = None
        await pilot.press("n")
        assert tree(pilot).selected.path == ("toy", "<toy.port>", "toy.port")
        assert app.screen.query_one(PacketBytes)._lit == range(1, 3)


async def test_a_native_hit_in_another_packet_is_shown_where_tshark_has_it() -> None:
    frames = toy_frames(3)
    app = DeepToyApp(ToyTable(frames))
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        app.packets.find_request = FindRequest("Port: 3 (toys)", place="tree")
        await pilot.press("n")
        await deep_title(pilot, 3)
        await until(pilot, lambda: tree(pilot).selected is not None and tree(pilot).selected.field.name == "toy.port")
        assert app.packets.shown_row == 2


async def test_a_byte_under_the_cursor_keeps_its_field() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), held=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab", "tab", "right", "right")
        assert tree(pilot).selected.field.name == "toy.port"
        app.decoder.release()
        await deep_title(pilot, 1)
        assert tree(pilot).selected.field.line == "Port of tshark: 1"
        assert app.screen.query_one(PacketBytes).byte == 2


async def test_a_packet_whose_bytes_are_gone_is_not_asked_for() -> None:
    table = ToyTable(toy_frames(3))
    app = DeepToyApp(table)
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        table.lost = {1}
        await pilot.press("j")
        await pilot.pause()
        assert app.decoder.asked == [0]
        assert app.packets.dissection is None


def test_toy_bytes_have_what_the_fake_decoder_reads() -> None:
    assert toy_bytes()[3] == 4


def with_bytes_of_nobody(frame: Frame) -> ByHand:
    """A packet with decrypted bytes that no field lies in."""
    layers = [foreign_layer("frame", f"Frame {frame.number}", 0, len(frame.data))]
    return ByHand(layers, frame, more_sources=(ByteSource("Decrypted TLS", b"abc"),))


async def test_of_bytes_that_are_no_fields_no_field_is_told() -> None:
    app = DeepToyApp(ToyTable(toy_frames(1)), make=with_bytes_of_nobody)
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        await pilot.press("tab", "down", "tab", "b")
        await pilot.pause()
        assert app.screen.query_one(PacketBytes).source == 1
        assert app.screen.query_one(FieldLine).node is None
        await pilot.press("b")
        await pilot.pause()
        node = app.screen.query_one(FieldLine).node
        assert node is not None
        assert node.field.name == "frame"


async def test_processes_that_become_known_join_what_tshark_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """tshark is not asked again for them."""
    table = ToyTable(toy_frames(1))
    app = DeepToyApp(table)
    async with app.run_test(size=SIZE) as pilot:
        await deep_title(pilot, 1)
        joined = app.decoder.make(table.frame(0))
        monkeypatch.setattr("dissectors.deep.tree.processes.with_processes", lambda deep, native: joined)
        assert app.packets.dissection is app.decoder.answers[0]
        table.frames[0] = replace(table.frames[0], processes=((0, Ends(found("curl", 7), None)),))
        app.packets.renew_native(table.dissection(0))
        assert app.packets.dissection is joined
        app.packets.show_title()
        assert title(pilot) == " Decoded packet 1 · tshark 9.9.9 "
        assert len(app.decoder.asked) == 1
