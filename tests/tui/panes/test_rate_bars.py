"""The lines around the graph."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.tui.snapshots import screen_lines
from tui.panes.rate_bars import MomentLine, MomentShown, SeriesLine, SeriesShown
from tui.rate_graph.series import SeriesWanted

SERIES = tuple(SeriesWanted(f"series {number}", colour=number) for number in range(8))


class Lines(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield SeriesLine()
        yield MomentLine()

    def on_series_line_chosen(self, message: SeriesLine.Chosen) -> None:
        self.chosen.append(message.place)


def text_of(line: SeriesLine | MomentLine, number: int = 0) -> str:
    return "".join(text for text, _ in line.left_pieces(number))


async def test_the_chosen_series_is_always_in_sight() -> None:
    async with Lines().run_test(size=(60, 5)) as pilot:
        line = pilot.app.query_one(SeriesLine)
        line.show(SeriesShown(SERIES, 0, right="each 1 s"))
        assert text_of(line).startswith(" ●  series 0 ")
        line.show(SeriesShown(SERIES, 7, right="each 1 s"))
        assert text_of(line).startswith(" ‹")
        assert text_of(line).endswith("series 7 ")


def painted(pilot: Pilot[None]) -> str:
    return screen_lines(pilot.app)[0]


async def test_many_series_are_told_as_far_as_there_is_room_with_what_there_is_beside_them() -> None:
    async with Lines().run_test(size=(60, 5)) as pilot:
        line = pilot.app.query_one(SeriesLine)
        for chosen in range(len(SERIES)):
            line.show(SeriesShown(SERIES, chosen, right="each 1 s, automatic", short_right="1 s, auto"))
            await pilot.pause()
            text = painted(pilot)
            assert f" series {chosen} " in text
            assert "…" not in text
            assert text.endswith(" 1 s, auto ")
            assert (" ‹" in text, "›" in text) == ("series 0" not in text, "series 7" not in text)


async def test_names_are_shorter_where_all_have_room_then() -> None:
    async with Lines().run_test(size=(80, 5)) as pilot:
        line = pilot.app.query_one(SeriesLine)
        long = tuple(SeriesWanted(f"{number} of a long name there", colour=number) for number in range(4))
        line.show(SeriesShown(long, 1, right="each 1 s, automatic", short_right="1 s, auto"))
        await pilot.pause()
        assert [f"{number} of" in painted(pilot) for number in range(4)] == [True] * 4
        assert painted(pilot).endswith(" each 1 s, automatic ")
        line.show(SeriesShown(long[:2], 1, right="each 1 s, automatic", short_right="1 s, auto"))
        await pilot.pause()
        assert "1 of a long name there " in painted(pilot)


async def test_a_click_on_what_is_left_out_brings_it_into_sight() -> None:
    async with Lines().run_test(size=(60, 5)) as pilot:
        app = pilot.app
        assert isinstance(app, Lines)
        line = app.query_one(SeriesLine)
        line.show(SeriesShown(SERIES, 6))
        await pilot.pause()
        text = painted(pilot)
        shown = [number for number in range(8) if f"series {number}" in text]
        await pilot.click(SeriesLine, offset=(text.index("‹"), 0))
        await pilot.click(SeriesLine, offset=(text.index("›"), 0))
        assert app.chosen == [shown[0] - 1, shown[-1] + 1]


async def test_each_tells_its_state() -> None:
    async with Lines().run_test(size=(100, 5)) as pilot:
        line = pilot.app.query_one(SeriesLine)
        hidden = SeriesWanted("hidden", is_shown=False)
        line.show(SeriesShown((SERIES[0], SERIES[1], hidden), 0, frozenset({0}), (None, 0.42, 0.1)))
        assert text_of(line) == " !  series 0 ✗  ◆ series 1 42 %  · hidden "
        line.show(SeriesShown())
        assert "n" in text_of(line)


async def test_a_click_chooses() -> None:
    async with Lines().run_test(size=(100, 5)) as pilot:
        app = pilot.app
        assert isinstance(app, Lines)
        app.query_one(SeriesLine).show(SeriesShown(SERIES[:2]))
        await pilot.click(SeriesLine, offset=(20, 0))
        await pilot.click(SeriesLine, offset=(90, 0))
        assert app.chosen == [1]


async def test_a_click_finds_what_is_drawn_there_whatever_the_names_are() -> None:
    async with Lines().run_test(size=(100, 5)) as pilot:
        app = pilot.app
        assert isinstance(app, Lines)
        odd = tuple(SeriesWanted(name, colour=0) for name in ("\x1b\x07", "\u200b", "plain"))
        app.query_one(SeriesLine).show(SeriesShown(odd, units=("\x1b" * 6, "\u200b" * 6)))
        await pilot.pause()
        end = painted(pilot).index("plain")
        for x in range(end + len("plain")):
            await pilot.click(SeriesLine, offset=(x, 0))
        cells = [app.chosen.count(place) for place in range(3)]
        assert app.chosen == sorted(app.chosen)
        assert app.chosen[end - 3 :] == [2] * (len("plain") + 3)
        assert cells[0] == len(" ●  ␛␇, ␛␛␛␛␛␛ ")


async def test_room_is_found_once_for_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Lines().run_test(size=(60, 5)) as pilot:
        line = pilot.app.query_one(SeriesLine)
        line.show(SeriesShown(SERIES, 3, right="each 1 s", short_right="1 s"))
        await pilot.pause()
        before = text_of(line), line.right_pieces()
        asked: list[int] = []
        real = SeriesLine._widths.fget
        assert real is not None
        monkeypatch.setattr(SeriesLine, "_widths", property(lambda self: (asked.append(1), real(self))[1]))
        assert (text_of(line), line.right_pieces()) == before
        assert not asked
        line.show(SeriesShown(SERIES[:2], 0, right="each 1 s", short_right="1 s"))
        assert "series 1" in text_of(line)
        assert asked


async def test_values_of_many_series_have_a_line_more() -> None:
    async with Lines().run_test(size=(100, 6)) as pilot:
        line = pilot.app.query_one(MomentLine)
        line.show(MomentShown("1 s", ((0, "● " + "a" * 85, "5"), (1, "◆ b", "6")), "note"))
        await pilot.pause()
        told = [text_of(line, number) for number in range(line.size.height)]
        assert told == [" 1 s  ● " + "a" * 85 + " 5 ", " ◆ b 6 ", " note"]
        line.show(MomentShown("1 s", ((0, "● a", "5"),), "note"))
        await pilot.pause()
        assert (line.size.height, text_of(line, 1)) == (2, " note")


async def test_a_moment_in_two_lines() -> None:
    async with Lines().run_test(size=(100, 5)) as pilot:
        line = pilot.app.query_one(MomentLine)
        line.show(MomentShown("1 s", ((0, "● all", "5 packets"),), "from packet 1 on"))
        assert (text_of(line), text_of(line, 1)) == (" 1 s  ● all 5 packets ", " from packet 1 on")
        line.show(MomentShown("1 s", problem="No field."))
        assert text_of(line, 1) == " No field."
        line.show(MomentShown(hints=((" → ", "line--key"),)))
        assert text_of(line) == " → "


async def test_units_stand_behind_the_names() -> None:
    async with Lines().run_test(size=(100, 5)) as pilot:
        line = pilot.app.query_one(SeriesLine)
        line.show(SeriesShown(SERIES[:2], units=("", "bytes")))
        first, second = (one.name for one in SERIES[:2])
        assert f"{first}  " in text_of(line)
        assert f"{second}, bytes " in text_of(line)
