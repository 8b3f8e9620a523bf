import pytest

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.panes.one_line import OneLine, cells_of


class Both(OneLine):
    def left_pieces(self, line: int = 0):
        return [("left ", "line--name"), ("\x1b[31mend", "")]

    def right_pieces(self, line: int = 0):
        return [("some ", ""), ("right", "line--key")]


@pytest.mark.parametrize(
    ("width", "expected"),
    [(40, "left ␛[31mend                 some right"), (20, "left ␛[31…some right"), (14, "left ␛[3…right")],
)
async def test_right_pieces_stay_as_long_as_there_is_room(width: int, expected: str) -> None:
    async with Host(Both()).run_test(size=(width, 2)) as pilot:
        await pilot.pause()
        assert screen_lines(pilot.app)[0] == expected


def test_pieces_are_as_wide_as_what_is_drawn() -> None:
    assert cells_of([("left ", "line--name"), ("\x1b[31m", ""), ("名", "")]) == len("left ") + len("␛[31m") + 2
