from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.tui.fake_machine import CARD, LOOPBACK, UNPLUGGED, FakeMachine
from tests.tui.snapshots import screen_text
from tui.app import RemoraApp
from tui.capture.interfaces import Interface
from tui.screens.interfaces_dialog import CaptureChoice, InterfacesDialog


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")


async def chosen(
    *steps: Sequence[str],
    ticked: Sequence[str] = ("lo",),
    capture_filter: str = "",
    interfaces: Sequence[Interface] = (LOOPBACK, CARD, UNPLUGGED),
) -> tuple[list[CaptureChoice | None], str]:
    app = RemoraApp()
    ended: list[CaptureChoice | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = InterfacesDialog("Capture on", interfaces, ticked, capture_filter, FakeMachine().check_filter)
        app.push_screen(dialog, ended.append)
        await pilot.pause()
        for keys in steps:
            await pilot.press(*keys)
        await pilot.pause()
        return ended, screen_text(app)


async def test_enter_takes_what_is_ticked() -> None:
    assert (await chosen(["enter"]))[0] == [CaptureChoice(("lo",), "")]
    assert (await chosen(["down", "space", "enter"]))[0] == [CaptureChoice(("lo", "eth0"), "")]


async def test_without_a_tick_it_says_so_until_there_is_one() -> None:
    ended, shown = await chosen(["space", "down", "enter"])
    assert ended == []
    assert "no interface is ticked" in shown
    ended, shown = await chosen(["enter", "space"], ticked=())
    assert ended == []
    assert "no interface is ticked" not in shown
    assert (await chosen(["enter", "space", "enter"], ticked=()))[0] == [CaptureChoice(("lo",), "")]


async def test_the_filters_field_has_a_label() -> None:
    assert "Capture filter" in (await chosen(capture_filter="udp"))[1]


async def test_the_filter_is_checked_while_it_is_typed() -> None:
    _, shown = await chosen(["shift+tab"], "tcp prt")
    assert "syntax error" in shown
    _, shown = await chosen(["shift+tab"], "tcp")
    assert "✓" in shown


async def test_a_wrong_filter_starts_nothing() -> None:
    ended, _ = await chosen(["shift+tab"], "prt", ["enter"])
    assert ended == []
    ended, _ = await chosen(["enter"], capture_filter="prt 7")
    assert ended == []


async def test_the_filter_in_use_can_be_kept_or_changed() -> None:
    assert (await chosen(["enter"], capture_filter="udp"))[0] == [CaptureChoice(("lo",), "udp")]
    ended, _ = await chosen(["shift+tab", "ctrl+u"], "icmp", ["enter"], capture_filter="udp")
    assert ended == [CaptureChoice(("lo",), "icmp")]


async def test_names_from_the_machine_reach_the_terminal_harmless() -> None:
    evil = replace(LOOPBACK, name="\x1b]2;owned\x07", description="[red]x[/red]\u202e")
    _, shown = await chosen(interfaces=(evil,))
    assert "\N{SYMBOL FOR ESCAPE}]2;owned" in shown
    assert "[red]x[/red]" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
