"""From packet to packet of a conversation."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp
from tests.tui.toy import ToySource
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.messages import CaptureState
from tui.screens.packets import PacketsScreen
from tui.settings import Settings

A, B, C = ("10.0.0.1", 80), ("10.0.0.2", 1000), ("10.0.0.2", 2000)
FRAMES = [
    tcp(B, A, 1),
    udp(A, C),
    tcp(C, A, 1),
    tcp(A, B, 1),
    udp(C, A),
    ip("10.0.0.1", "10.0.0.9", 1, bytes(8)),
    tcp(B, A, 2),
    ip("10.0.0.9", "10.0.0.1", 1, bytes(8)),
    bytes(5),
]
"""Numbers 1, 4 and 7 are one conversation, 2 and 5, 6 and 8; 3 and 9 are alone."""


class App(RemoraApp):
    def __init__(self, folder: Path) -> None:
        table = PacketTable(capture_of(FRAMES, folder))
        super().__init__(table, ToySource(CaptureState("made.pcap")), settings=Settings(theme="remora-dark"))
        self.told: list[str] = []

    def tell(self, sentence: str, severity: str = "information") -> None:
        self.told.append(sentence)

    @property
    def packets(self) -> PacketsScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, PacketsScreen)
        return screen


async def press(pilot: Pilot[object], key: str) -> int:
    """The number of the packet that is shown then."""
    await pilot.press(key)
    await pilot.pause()
    shown = pilot.app.packets.shown_row  # type: ignore[attr-defined]
    assert shown is not None
    return int(shown) + 1


async def filtered(pilot: Pilot[object], text: str, count: int) -> None:
    packets = pilot.app.packets  # type: ignore[attr-defined]
    packets.put_filter(text, is_applied=True)
    await until(pilot, lambda: len(packets.displayed) == count)


@pytest.mark.parametrize("numbers", [(1, 4, 7), (2, 5), (6, 8)])
async def test_there_and_back(tmp_path: Path, numbers: tuple[int, ...]) -> None:
    app = App(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.go_to_row(numbers[0] - 1)
        assert [await press(pilot, "full_stop") for _ in numbers[1:]] == list(numbers[1:])
        assert app.told == []
        assert await press(pilot, "full_stop") == numbers[-1]
        assert app.told == ["This is the last packet of the conversation in the list."]
        app.told.clear()
        assert [await press(pilot, "comma") for _ in numbers[1:]] == list(numbers[-2::-1])
        assert app.told == []
        assert await press(pilot, "comma") == numbers[0]
        assert app.told == ["This is the first packet of the conversation in the list."]


async def test_from_the_decoded_packet_the_list_moves_and_the_focus_stays(tmp_path: Path) -> None:
    app = App(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("tab")
        focused = app.packets.focused
        assert await press(pilot, "full_stop") == 4
        assert app.packets.focused is focused


async def test_packets_that_the_filter_hides_are_passed_over_and_told_of(tmp_path: Path) -> None:
    app = App(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await filtered(pilot, "frame.number in {1, 7}", 2)
        assert await press(pilot, "full_stop") == 7
        assert await press(pilot, "comma") == 1
        assert app.told == ["Passed over packet 4 of the conversation, which is not displayed."] * 2


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        ("1", "There are only 2 packets of the conversation, 4 first, which are not displayed."),
        ("1, 4", "There is only packet 7 of the conversation, which is not displayed."),
    ],
)
async def test_where_the_filter_hides_all_that_come_the_cursor_stays(tmp_path: Path, kept: str, sentence: str) -> None:
    app = App(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await filtered(pilot, f"frame.number in {{{kept}}}", len(kept.split(",")))
        last = int(kept[-1])
        app.packets.go_to_row(last - 1)
        assert await press(pilot, "full_stop") == last
        assert app.told == [sentence]


async def test_a_sorted_list_is_gone_through_in_its_own_order(tmp_path: Path) -> None:
    app = App(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        displayed = app.packets.displayed
        displayed.arrange(displayed.unarranged()[::-1].copy())
        app.packets.go_to_row(6)
        assert [await press(pilot, "full_stop") for _ in range(3)] == [4, 1, 1]
        assert app.told == ["This is the last packet of the conversation in the list."]


async def test_a_packet_without_addresses_has_no_conversation(tmp_path: Path) -> None:
    app = App(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.go_to_row(8)
        assert await press(pilot, "full_stop") == 9
        assert app.told == ["Packet 9 tells no addresses."]
