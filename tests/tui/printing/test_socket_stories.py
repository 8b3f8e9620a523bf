"""Stories as text."""

from tui.printing.socket_stories import story_lines
from tui.sockets.story.remark import Part, Remark, warning

TOLD = [
    Part("", (Remark("what it is", "", "strong"), warning("a warning of some words"))),
    Part("Title", (Remark("a text of some words more", "head"),)),
]


def test_lines_are_wrapped_beside_their_heads() -> None:
    assert list(story_lines(TOLD, 42)) == [
        "what it is",
        "! a warning of some words",
        "",
        "Title",
        "  head            a text of some words",
        "                  more",
    ]


def test_without_a_width_lines_are_as_long_as_they_come() -> None:
    assert list(story_lines(TOLD, None))[-1] == "  head            a text of some words more"


def test_hostile_text_moves_no_cursor() -> None:
    (line,) = story_lines([Part("", (Remark("\x1b]0;title\x07\n"),))], 80)
    assert "\x1b" not in line
    assert line.startswith("\\033]0;title")
