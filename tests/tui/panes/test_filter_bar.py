from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.judging import FilterProblem
from tui.messages import FilterApplied, FilterLeft
from tui.panes.filter_bar import LABEL, FilterBar
from tui.panes.filter_input import FilterInput
from tui.panes.filter_result import RunState


def only_digits(text: str) -> FilterProblem | None:
    for column, character in enumerate(text):
        if not character.isdigit():
            return FilterProblem(f"a digit is wanted, not {character}", column)
    return FilterProblem("too short") if len(text) == 1 else None


async def until(pilot: Pilot[str], holds: Callable[[], bool]) -> None:
    """Wait for what is looked at a moment after the last key."""
    for _ in range(400):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError("\n".join(screen_lines(pilot.app)))


class Listening(Host):
    """Remembers what the bar wants."""

    def on_filter_applied(self, message: FilterApplied) -> None:
        self.heard.append(message.text)

    def on_filter_left(self, message: FilterLeft) -> None:
        self.heard.append("left")


async def test_what_is_wrong_stands_under_its_place_while_typing() -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        bar.query_one(FilterInput).focus()
        await pilot.press("1", "2", "x")
        await until(pilot, lambda: "^" in screen_lines(pilot.app)[1])
        lines = screen_lines(pilot.app)
        assert lines[0].startswith(f"{LABEL}12x")
        assert lines[1].rstrip() == " " * (len(LABEL) + 2) + "^ a digit is wanted, not x"
        await pilot.press("backspace")
        await until(pilot, lambda: not screen_lines(pilot.app)[1].strip())


async def test_a_message_without_room_on_the_right_stands_on_the_left() -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(50, 4)) as pilot:
        bar.text = "1" * 30 + "x"
        await until(pilot, lambda: "^" in screen_lines(pilot.app)[1])
        line = screen_lines(pilot.app)[1]
        assert line.rstrip().endswith("a digit is wanted, not x ^")
        assert line.index("^") == len(LABEL) + 30


async def test_a_message_without_a_place_has_no_caret() -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(50, 4)) as pilot:
        bar.text = "1"
        await until(pilot, lambda: screen_lines(pilot.app)[1].strip() == "too short")
        assert "^" not in screen_lines(pilot.app)[1]


async def test_only_a_filter_that_is_right_is_applied() -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        bar.query_one(FilterInput).focus()
        await pilot.press("1", "x", "enter")
        assert pilot.app.heard == []
        await pilot.press("backspace", "2", "enter", "ctrl+u", "enter", "escape")
        assert pilot.app.heard == ["12", "", "left"]


async def test_older_filters_come_back() -> None:
    bar = FilterBar(only_digits, ["11", "22"])
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        bar.query_one(FilterInput).focus()
        await pilot.press("up")
        assert bar.text == "22"
        await pilot.press("up", "up")
        assert bar.text == "11"
        await pilot.press("down", "down")
        assert bar.text == ""
        bar.text = "33"
        await pilot.press("enter")
        bar.text = "11"
        await pilot.press("enter")
        assert bar.history == ["22", "33", "11"]


async def test_letters_are_typed_and_do_nothing_else() -> None:
    bar = FilterBar(lambda text: None)
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        bar.query_one(FilterInput).focus()
        await pilot.press("q", "g", "z", "slash", "question_mark")
        assert bar.text == "qgz/?"


async def test_what_is_pasted_goes_through_the_gate() -> None:
    from textual.events import Paste

    bar = FilterBar(lambda text: None)
    async with Listening(bar).run_test(size=(60, 4)) as pilot:
        field = bar.query_one(FilterInput)
        field.focus()
        field.post_message(Paste("ip\x1b[31m.addr\nsecond line"))
        await pilot.pause()
        assert bar.text == "ip␛[31m.addr"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("finished", "✓ 340 of 12,403 · 2.1 s"),
        ("working", "340 so far · 50 % · Esc stops"),
        ("stopped", "■ 340 · stopped at 50 %"),
    ],
)
async def test_the_result_stands_on_the_right(state: RunState, expected: str) -> None:
    bar = FilterBar(only_digits)
    async with Listening(bar).run_test(size=(80, 4)) as pilot:
        bar.show_progress(340, 12403, 0.5, 2.1, state)
        await pilot.pause()
        await pilot.pause()
        assert screen_lines(pilot.app)[0].rstrip().endswith(expected)
