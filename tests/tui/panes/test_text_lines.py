from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.panes.text_lines import Paragraph, TextLines, wrapped
from tui.safe import safe


@given(st.text(), st.integers(2, 30))
def test_wrapping_keeps_every_character_and_the_width(text: str, width: int) -> None:
    text = safe(text)
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_break_at_spaces() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrapped("", 4) == [""]


async def test_a_head_stands_before_the_first_line_only() -> None:
    pane = TextLines([Paragraph("some words to wrap", "", "key ", "text--key")])
    async with Host(pane).run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        lines = [line.rstrip() for line in screen_lines(pilot.app)]
        assert lines[:2] == [" key some words to", "     wrap"]


async def test_keys_scroll() -> None:
    pane = TextLines([Paragraph(f"paragraph {number}") for number in range(50)])
    async with Host(pane).run_test(size=(30, 5)) as pilot:
        pane.focus()
        await pilot.press("j", "j")
        assert "paragraph 2" in screen_lines(pilot.app)[0]
        await pilot.press("G")
        assert "paragraph 49" in screen_lines(pilot.app)[4]
        await pilot.press("g", "g")
        assert "paragraph 0" in screen_lines(pilot.app)[0]


async def test_other_paragraphs_can_be_shown() -> None:
    pane = TextLines([Paragraph("old")])
    async with Host(pane).run_test(size=(30, 5)) as pilot:
        pane.show([Paragraph("new")])
        await pilot.pause()
        assert "new" in screen_lines(pilot.app)[0]
        assert pane.height_for(30) == 1
