"""Both decoders beside each other on the packets screen: each side lights its bytes, and is explained and copied."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from dissectors.byte_source import ByteSource
from dissectors.frame import Frame
from tests.dissectors.deep.decoded_by_hand import ByHand
from tests.tui.deep.fake_decoder import DeepToyApp, foreign, foreign_layer
from tests.tui.snapshots import screen_text
from tests.tui.toy import ToyTable, toy_frames
from tests.tui.waiting_for import until
from tui.panes.opinion_pane import OpinionPane
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_tree import PacketTree
from tui.panes.status_bar import FieldLine
from tui.screens import deep_packets, second_opinions
from tui.screens.packets import PacketsScreen
from tui.settings import Settings

SECOND = Settings(decoder="second", theme="remora-dark")


@pytest.fixture(autouse=True)
def no_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """tshark is there at once."""
    monkeypatch.setattr(deep_packets, "SECONDS_UNTIL_PREPARED", 0)


def disagreeing(frame: Frame) -> ByHand:
    """Another port than was read, elsewhere; and decrypted bytes."""
    toy = foreign_layer(
        "toy",
        "Toy Protocol",
        0,
        8,
        foreign("toy.version", "Version: 2", 2, 0, 1),
        foreign("toy.flags", "Flags: 0", 0, 0, 1),
        foreign("toy.port", "Port: 99", 99, 1, 2),
    )
    more = foreign_layer("more", "More", 0, 3, foreign("more.a", "A: 7", 7, 1, 2, source=1), source=1)
    layers = [foreign_layer("frame", f"Frame {frame.number}", 0, len(frame.data)), toy, more]
    return ByHand(layers, frame, more_sources=(ByteSource("Decrypted TLS", b"abc"),))


def pane(pilot: Pilot[str]) -> OpinionPane:
    return pilot.app.screen.query_one(OpinionPane)


def title(pilot: Pilot[str]) -> str:
    return str(pilot.app.screen.query_one("#tree-side").border_title)


async def compared(pilot: Pilot[str]) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, PacketsScreen)
    await until(pilot, lambda: screen.opinion is not None)
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_both_are_on_the_screen_with_their_differences_counted(size: tuple[int, int]) -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), settings=SECOND, make=disagreeing)
    async with app.run_test(size=size) as pilot:
        await compared(pilot)
        assert "second opinion · 1 differ" in title(pilot)
        await pilot.press("tab", "z", "right_square_bracket")
        await pilot.pause()
        shown = screen_text(app)
        assert "Port: 1 (toys)" in shown
        assert "Port: 99" in shown
        assert not app.screen.query_one(PacketTree).display or app.screen.has_class("-second")


async def test_each_side_lights_its_own_bytes() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), settings=SECOND, make=disagreeing)
    async with app.run_test(size=(160, 48)) as pilot:
        await compared(pilot)
        await pilot.press("tab", "right_square_bracket")
        await pilot.pause()
        packet_bytes, line = app.screen.query_one(PacketBytes), app.screen.query_one(FieldLine)
        assert packet_bytes._lit == range(1, 2)
        assert line.node is not None
        assert line.node.field.line == "Port: 99"
        assert "they read different values" in screen_text(app)
        await pilot.press("left")
        await pilot.pause()
        assert packet_bytes._lit == range(1, 3)
        assert line.node.field.line == "Port: 1 (toys)"


async def test_bytes_that_only_tshark_has_are_shown_for_its_side() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), settings=SECOND, make=disagreeing)
    async with app.run_test(size=(160, 48)) as pilot:
        await compared(pilot)
        await pilot.press("tab", "plus", "end")
        await pilot.pause()
        packet_bytes = app.screen.query_one(PacketBytes)
        assert (packet_bytes.source, packet_bytes.data, packet_bytes._lit) == (1, b"abc", range(1, 2))
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert packet_bytes.source == 0


async def test_the_side_under_the_cursor_is_explained_copied_and_filtered_by() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), settings=SECOND, make=disagreeing)
    async with app.run_test(size=(160, 48)) as pilot:
        await compared(pilot)
        await pilot.press("tab", "right_square_bracket")
        assert app.packets._subjects()[0] == "toy.port == 99"
        await pilot.press("left")
        assert app.packets._subjects()[0] == "toy.port == 1"
        await pilot.press("e")
        await pilot.pause()
        assert "Who is asked." in screen_text(app)
        await pilot.press("escape", "y")
        await pilot.pause()
        assert "Port: 1 (toys)" in screen_text(app)


async def test_until_tshark_answers_the_native_side_stands_alone() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), settings=SECOND, held=True, make=disagreeing)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j", "tab", "G", "enter", "j")
        await pilot.pause()
        assert "Version: " in screen_text(app)
        selected = pane(pilot).selected
        assert selected is not None
        assert (selected.name, selected.reason) == ("toy.version", second_opinions.NOT_YET)
        assert app.screen.query_one(FieldLine).node is not None
        app.decoder.release()
        await compared(pilot)
        assert title(pilot).startswith(" Decoded packet 2 · second opinion · 1 differ")


async def test_large_trees_are_compared_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinions, "MOST_COMPARED_AT_ONCE", 2)
    app = DeepToyApp(ToyTable(toy_frames(3)), settings=SECOND, make=disagreeing)
    async with app.run_test(size=(120, 40)) as pilot:
        await compared(pilot)
        await pilot.press("j", "j")
        await until(pilot, lambda: "packet 3 · second opinion · 1 differ" in title(pilot))


async def test_the_key_leads_in_and_out_with_the_focus() -> None:
    app = DeepToyApp(ToyTable(toy_frames(3)), make=disagreeing)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "tshark 9.9.9" in title(pilot))
        await pilot.press("tab", "d", "d")
        await compared(pilot)
        assert app.focused is pane(pilot)
        await pilot.press("d")
        await pilot.pause()
        assert app.focused is app.screen.query_one(PacketTree)
        assert not app.screen.has_class("-second")
