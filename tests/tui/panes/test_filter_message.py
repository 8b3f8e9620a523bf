import pytest

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.judging import FilterProblem
from tui.panes.filter_message import MOST_LINES, FilterMessage

LONG = "this sentence is so long that it cannot stand beside the caret on a narrow screen, but on several lines"


@pytest.mark.parametrize(
    ("caret", "expected"),
    [
        (10, ["          ^ short"]),
        (38, [f"{'short':>37} ^"]),
    ],
)
async def test_a_short_message_stands_where_there_is_room(caret: int, expected: list[str]) -> None:
    message = FilterMessage()
    async with Host(message).run_test(size=(40, 6)) as pilot:
        message.show(FilterProblem("short", 3), caret)
        await pilot.pause()
        await pilot.pause()
        assert [line.rstrip() for line in screen_lines(pilot.app)[: len(expected)]] == expected
        assert message.size.height == 1


async def test_a_long_message_goes_on_below_the_caret() -> None:
    message = FilterMessage()
    async with Host(message).run_test(size=(50, 8)) as pilot:
        message.show(FilterProblem(LONG, 3), 20)
        await pilot.pause()
        await pilot.pause()
        lines = [line.strip() for line in screen_lines(pilot.app)]
        assert lines[0] == "^"
        assert " ".join(lines[1:4]).strip() == LONG
        assert message.size.height <= 1 + MOST_LINES


async def test_a_place_out_of_sight_has_no_caret() -> None:
    message = FilterMessage()
    async with Host(message).run_test(size=(50, 8)) as pilot:
        message.show(FilterProblem("short", 3), -4)
        await pilot.pause()
        assert screen_lines(pilot.app)[0].strip() == "short"


async def test_nothing_to_say_takes_no_room() -> None:
    message = FilterMessage()
    async with Host(message).run_test(size=(50, 8)) as pilot:
        message.show(FilterProblem("short"))
        message.show(None)
        await pilot.pause()
        assert not message.display


async def test_in_brief_it_is_one_line() -> None:
    message = FilterMessage()
    async with Host(message).run_test(size=(50, 8)) as pilot:
        message.show(FilterProblem(LONG, 3), 20, is_wrong=False, is_brief=True)
        await pilot.pause()
        await pilot.pause()
        assert message.size.height == 1
        assert screen_lines(pilot.app)[0].rstrip().endswith("…")
