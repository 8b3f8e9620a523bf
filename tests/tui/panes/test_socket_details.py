"""The pane about the socket under the cursor."""

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.panes.socket_details import SocketDetails
from tui.panes.text_lines import Paragraph


def lines(word: str, count: int = 40) -> list[Paragraph]:
    return [Paragraph(f"{word} {number}") for number in range(count)]


async def test_its_place_is_kept_while_the_same_socket_is_told_anew() -> None:
    pane = SocketDetails()
    async with Host(pane).run_test(size=(30, 5)) as pilot:
        pane.show(lines("one"), about="a")
        await pilot.pause()
        pane.focus()
        await pilot.press("pagedown")
        assert "one 5" in screen_lines(pilot.app)[0]
        pane.show(lines("two"), about="a")
        await pilot.pause()
        assert "two 5" in screen_lines(pilot.app)[0]


async def test_another_socket_begins_at_the_top() -> None:
    pane = SocketDetails()
    async with Host(pane).run_test(size=(30, 5)) as pilot:
        pane.show(lines("one"))
        await pilot.pause()
        pane.focus()
        await pilot.press("pagedown")
        pane.show(lines("two"))
        await pilot.pause()
        assert "two 0" in screen_lines(pilot.app)[0]


async def test_a_shorter_story_is_not_scrolled_beyond_its_end() -> None:
    pane = SocketDetails()
    async with Host(pane).run_test(size=(30, 5)) as pilot:
        pane.show(lines("one"), about="a")
        await pilot.pause()
        pane.focus()
        await pilot.press("G")
        pane.show(lines("two", 7), about="a")
        await pilot.pause()
        assert "two 2" in screen_lines(pilot.app)[0]


async def test_nothing_is_painted_where_nothing_changed() -> None:
    pane = SocketDetails()
    async with Host(pane).run_test(size=(30, 5)) as pilot:
        pane.show(lines("one"), about="a")
        await pilot.pause()
        before = pane._wrapped
        pane.show(lines("one"), about="a")
        assert pane._wrapped is before
        pane.show([], about="b")
        assert pane.line_count() == 0
