from dissectors.filters.complete import Completion, Option
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.panes.completion_list import MOST_LINES, CompletionList


def words(count: int, title: str = "a title") -> Completion:
    return Completion(0, 0, tuple(Option(f"word{number}", title) for number in range(count)))


async def test_options_stand_below_their_place_with_titles() -> None:
    options = CompletionList()
    async with Host(options).run_test(size=(60, 12)) as pilot:
        options.open(words(2), 20)
        await pilot.pause()
        lines = screen_lines(pilot.app)
        assert lines[0].index("word0") == 20
        assert "a title" in lines[1]
        assert "word" not in lines[2]


async def test_a_long_list_scrolls_and_stays_on_the_screen() -> None:
    options = CompletionList()
    async with Host(options).run_test(size=(40, 20)) as pilot:
        options.open(words(30, "t" * 80), 30)
        await pilot.pause()
        shown = [line for line in screen_lines(pilot.app) if "word" in line]
        assert len(shown) == MOST_LINES
        for _ in range(12):
            options.move(1)
        await pilot.pause()
        assert any("word11" in line for line in screen_lines(pilot.app))
        assert options.option == Option("word11", "t" * 80)


async def test_the_cursor_is_on_none_until_it_is_moved_and_again_above_the_first() -> None:
    options = CompletionList()
    async with Host(options).run_test(size=(40, 20)) as pilot:
        options.open(words(3), 0)
        await pilot.pause()
        options.move(-1)
        assert not options.is_chosen
        options.move(1)
        assert (options.is_chosen, options.cursor) == (True, 0)
        options.move(-1)
        assert not options.is_chosen


async def test_no_options_close_it() -> None:
    options = CompletionList()
    async with Host(options).run_test(size=(40, 20)) as pilot:
        options.open(words(3), 0)
        options.open(words(0), 0)
        await pilot.pause()
        assert not options.is_open
        assert options.option is None
        assert options.close() is False


async def test_what_is_offered_goes_through_the_gate() -> None:
    options = CompletionList()
    async with Host(options).run_test(size=(60, 12)) as pilot:
        options.open(Completion(0, 0, (Option("a\x1b[31m", "\u202e[b]"),)), 0)
        await pilot.pause()
        assert "␛[31m" in screen_lines(pilot.app)[0]
        assert "[b]" in screen_lines(pilot.app)[0]
        assert "\x1b" not in screen_lines(pilot.app)[0]
