"""Arrows on the screen: cursor, colours, scrolling sideways, and the arrow in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from dissectors.errors import CaptureFileError
from dissectors.streams.ladders.ladder import Ladder
from tests.tui.ladders import between_hosts, conversation, many_hosts, sample, troubled
from tests.tui.snapshots import screen_lines, screen_segments
from tui.app import RemoraApp
from tui.ladder_drawing import LINES
from tui.panes.ladder_pane import ArrowLines, LadderPane
from tui.settings import Settings


class PaneApp(RemoraApp):
    def __init__(self, ladder: Ladder, theme: str = "remora-dark") -> None:
        super().__init__(settings=Settings(theme=theme))
        self.ladder = ladder

    def compose(self) -> ComposeResult:
        yield LadderPane(self.ladder, LINES, id="ladder")
        yield ArrowLines(id="arrow")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(LadderPane).focus()


def pane_of(app: App[str]) -> LadderPane:
    return app.query_one(LadderPane)


async def test_the_cursor_moves_from_line_to_line_and_gaps_are_lines_too(tmp_path: Path) -> None:
    app = PaneApp(conversation(troubled(tmp_path)))
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("j", "j", "j", "j")
        assert pane_of(app).cursor == 4
        assert "1,400 bytes not captured" in screen_lines(app)[5]
        await pilot.press("G")
        assert pane_of(app).cursor == 10
        assert pane_of(app).follows
        await pilot.press("k")
        assert not pane_of(app).follows


async def test_troubles_have_a_colour_of_their_own(tmp_path: Path) -> None:
    app = PaneApp(conversation(troubled(tmp_path)))
    async with app.run_test(size=(80, 20)):
        lines = screen_segments(app)
        plain, repeated = (
            next(segment.style for segment in line if text in segment.text)
            for line, text in ((lines[6], "PSH ACK seq=1404"), (lines[8], "[Dup ACK #1]"))
        )
        assert plain is not None
        assert repeated is not None
        assert plain.color != repeated.color


@pytest.mark.parametrize("width", [20, 40, 80, 160])
async def test_any_width_is_filled_and_not_more(tmp_path: Path, width: int) -> None:
    app = PaneApp(between_hosts(many_hosts(tmp_path)))
    async with app.run_test(size=(width, 12)):
        assert {len(line) for line in screen_lines(app)} == {width}


async def test_columns_that_do_not_fit_are_scrolled_to(tmp_path: Path) -> None:
    app = PaneApp(between_hosts(many_hosts(tmp_path)))
    async with app.run_test(size=(80, 14)) as pilot:
        pane = pane_of(app)
        assert "10.0.0.8" not in screen_lines(app)[0]
        for _ in range(20):
            pane.action_move_right()
        await pilot.pause()
        assert "10.0.0.8" in screen_lines(app)[0]
        for _ in range(20):
            pane.action_move_left()
        assert pane.sideways == 0
        await pilot.press("end")
        await pilot.pause()
        assert "10.0.0.8" in screen_lines(app)[0]


async def test_a_packet_that_is_gone_says_so_in_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    ladder = sample("udp.pcapng", "udp")

    def gone(row: int) -> object:
        raise OSError("the file became shorter")

    monkeypatch.setattr(ladder.table, "summary", gone)
    app = PaneApp(ladder)
    async with app.run_test(size=(80, 12)):
        assert "[the file became shorter]" in screen_lines(app)[1]


async def test_the_arrow_is_told_in_words(tmp_path: Path) -> None:
    ladder = conversation(troubled(tmp_path))
    app = PaneApp(ladder)
    async with app.run_test(size=(120, 20)) as pilot:
        told = app.query_one(ArrowLines)

        async def words(line: int) -> str:
            told.show(ladder, line, ladder.line(line))
            await pilot.pause()
            return "\n".join(screen_lines(app)[-2:])

        assert "10.0.0.1:40000 → 10.0.0.2:80  SYN  seq 0 · len 0 · win 1000" in await words(0)
        assert "left SYN-SENT → ESTABLISHED" in await words(2)
        assert "1,400 bytes not captured" in await words(4)
        assert "Dup ACK: asks again for the same byte" in await words(7)
        assert "both ESTABLISHED" in await words(6)
        assert "left SYN-SENT" in await words(1)
        told.show(ladder, 0, None)
        await pilot.pause()
        assert screen_lines(app)[-1].strip() == ""


async def test_what_went_wrong_with_a_line_stands_in_it_and_moves_no_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise CaptureFileError("\x1b[2J is gone")

    app = PaneApp(conversation(troubled(tmp_path)))
    monkeypatch.setattr(app.ladder, "line", fail)
    async with app.run_test(size=(80, 6)):
        assert screen_lines(app)[2].startswith(" 2 [␛[2J is gone]")
