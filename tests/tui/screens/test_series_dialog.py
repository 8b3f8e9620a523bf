"""The dialog of a series."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.pilot import Pilot

from dissectors.filters import compile_filter
from dissectors.statistics.rates import Quantity
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.judging import Check, FilterProblem, Judgement, problem_with
from tui.panes.completing import complete_text
from tui.rate_graph.series import SeriesWanted
from tui.screens.series_dialog import FIELD, SeriesChoice, SeriesDialog
from tui.settings import Settings


def check(text: str) -> FilterProblem | None:
    return problem_with(text, compile_filter)


class DialogApp(RemoraApp):
    """Shows the dialog and keeps what it ends with."""

    def __init__(self, begin: SeriesWanted, taken: Sequence[str] = (), known: Check = check) -> None:
        """`known` is what is known of filters at once."""
        super().__init__(None, None, settings=Settings(theme="remora-dark"))
        self.begin, self.taken, self.known = begin, taken, known
        self.ended: list[SeriesWanted | None] = []

    def on_mount(self) -> None:
        dialog = SeriesDialog(self.begin, self.taken, complete_text, lambda text: Judgement(check(text)), self.known)
        self.push_screen(dialog, self.ended.append)


def dialog_of(pilot: Pilot[None]) -> DialogApp:
    assert isinstance(pilot.app, DialogApp)
    return pilot.app


async def test_a_filter_makes_a_series_named_by_what_it_counts() -> None:
    async with DialogApp(SeriesWanted("", colour=2)).run_test(size=(80, 24)) as pilot:
        await pilot.press(*"udp", "enter")
        await until(pilot, lambda: dialog_of(pilot).ended)
        assert dialog_of(pilot).ended == [SeriesWanted("udp", filter="udp", colour=2)]


async def test_keys_are_told_for_where_the_focus_is() -> None:
    async with DialogApp(SeriesWanted("")).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: " Tab completes, goes on  ↑ ↓ other lines  Enter done" in screen_text(pilot.app))
        await pilot.press("down")
        await until(pilot, lambda: " ← → choose  ↑ ↓ other lines  Enter done" in screen_text(pilot.app))
        await pilot.press("up", "up")
        await until(pilot, lambda: "│  ↑ ↓ other lines  Enter done" in screen_text(pilot.app))


async def test_a_summary_asks_for_a_field_which_is_completed() -> None:
    async with DialogApp(SeriesWanted("")).run_test(size=(80, 24)) as pilot:
        await pilot.press("down", *["right"] * 6, "enter")
        await until(pilot, lambda: "MAX of which field?" in screen_text(pilot.app))
        await pilot.press("tab", *"udp.le", "tab", "tab", "right", "tab", "right", "tab", *"w", "enter")
        await until(pilot, lambda: dialog_of(pilot).ended)
        assert dialog_of(pilot).ended == [SeriesWanted("w", Quantity("MAX", "udp.length"), colour=1, shape="steps")]


async def test_the_next_key_finds_the_field_that_was_asked_for() -> None:
    """It may come before the dialog has heard what was chosen."""
    async with DialogApp(SeriesWanted("")).run_test(size=(80, 24)) as pilot:
        dialog = pilot.app.screen
        assert isinstance(dialog, SeriesDialog)
        measure = dialog.query_one("#measure", SeriesChoice)
        dialog.set_focus(measure)
        measure._choose(3)
        dialog.focus_next()
        assert dialog.focused is not None
        assert dialog.focused.id == FIELD


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ((*"no.such", "enter"), "no.such"),
        (("up", *"taken", "enter"), "another series is called taken already"),
        (("down", *["right"] * 3, "tab", *"ip.src", "enter"), "ip.src is no number"),
    ],
)
async def test_what_is_none_is_told_and_nothing_ends(keys: tuple[str, ...], told: str) -> None:
    async with DialogApp(SeriesWanted(""), ["taken"]).run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await until(pilot, lambda: told in screen_text(pilot.app))
        await pilot.press("escape", "escape")
        assert dialog_of(pilot).ended in ([None], [])


async def test_a_filter_that_is_not_known_at_once_is_judged_before_the_series_is_made() -> None:
    async with DialogApp(SeriesWanted(""), known=lambda text: None).run_test(size=(80, 24)) as pilot:
        await pilot.press(*"tcp.prt", "enter")
        await until(pilot, lambda: "named tcp.prt" in screen_text(pilot.app))
        assert dialog_of(pilot).ended == []


async def test_a_filter_is_completed_and_judged_while_it_is_typed() -> None:
    async with DialogApp(SeriesWanted("")).run_test(size=(80, 24)) as pilot:
        await pilot.press(*"udp.srcp")
        await until(pilot, lambda: "udp.srcport" in screen_text(pilot.app))
        await pilot.press("tab", *"= = 1")
        await until(pilot, lambda: "compares nothing" in screen_text(pilot.app))


async def test_a_name_that_nobody_typed_is_that_of_what_is_counted() -> None:
    async with DialogApp(SeriesWanted("bytes: udp", Quantity("bytes"), "udp")).run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "right", "enter")
        await until(pilot, lambda: dialog_of(pilot).ended)
        assert dialog_of(pilot).ended == [SeriesWanted("bits: udp", Quantity("bits"), "udp")]


async def test_a_series_that_there_is_comes_back_as_it_was() -> None:
    series = SeriesWanted("mine", Quantity("SUM", "tcp.len"), "tcp", 4, "*", "points", is_shown=False)
    async with DialogApp(series).run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: dialog_of(pilot).ended)
        assert dialog_of(pilot).ended == [series]
