from __future__ import annotations

from tui.lab.scenes import SCENES
from tui.panes.story_line import StoryLine

UDP = SCENES["udp"]


def text(line: StoryLine) -> str:
    return "".join(piece for piece, _ in [*line.left_pieces(), *line.right_pieces()])


def test_it_tells_the_latest_step_and_at_the_end_what_to_look_for() -> None:
    line = StoryLine(UDP)
    assert "begins" in text(line)
    line.show("client: sends", False)
    assert "client: sends" in text(line)
    line.show("", True)
    assert "It is over" in text(line)
    assert UDP.look_for in text(line)
