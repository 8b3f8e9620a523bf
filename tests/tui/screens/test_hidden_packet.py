"""Going to a packet that the list does not show."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.screens.test_within_conversation import App, filtered
from tests.tui.waiting_for import until
from tui.screens.hidden_packet import hidden_words


@pytest.mark.parametrize(
    ("number", "shown", "sentence"),
    [
        (5, 5, ""),
        (3, 5, "Packet 3 is not displayed by the filter udp || ip.proto == 1; 5 is the next one that is."),
        (9, 8, "Packet 9 is not displayed by the filter udp || ip.proto == 1; 8 is the last one that is."),
    ],
)
async def test_the_filter_is_named_and_the_packet_in_its_place(
    tmp_path: Path, number: int, shown: int, sentence: str
) -> None:
    app = App(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await _filtered(pilot, "udp || ip.proto == 1", 4)
        app.packets.go_to_row(number - 1)
        await until(pilot, lambda: app.packets.shown_row == shown - 1)
        assert app.told == [sentence] * bool(sentence)


async def test_where_none_is_displayed_there_is_none_in_its_place(tmp_path: Path) -> None:
    app = App(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await _filtered(pilot, "arp", 0)
        app.packets.go_to_row(2)
        assert app.told == ["Packet 3 is not displayed by the filter arp."]
        assert hidden_words(app.packets, 99) == ""


async def test_of_only_marked_ones_it_says_so(tmp_path: Path) -> None:
    app = App(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "M")
        await until(pilot, lambda: len(app.packets.displayed) == 1)
        assert (
            hidden_words(app.packets, 4) == "Packet 5 is not displayed, as it is not marked; 1 is the last one that is."
        )


async def _filtered(pilot: Pilot[object], text: str, count: int) -> None:
    app = pilot.app
    assert isinstance(app, App)
    await filtered(pilot, text, count)
    await until(pilot, lambda: not app.packets.is_filtering)
    app.told.clear()
