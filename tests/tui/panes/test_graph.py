"""The graph's pane: cursor, zoom and pan by keys and mouse, and what its owner hears."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events

from tests.tui.graphs.series import SECOND, plot, series
from tests.tui.panes.hosts import Host
from tests.tui.panes.test_graph_view import SIZE, packets
from tests.tui.snapshots import screen_lines, screen_segments
from tui.graphs.plot import Axis, Plot
from tui.panes.graph import GraphPane


class Owner(Host):
    """Collects what the pane says."""

    def __init__(self, pane: GraphPane) -> None:
        super().__init__(pane)
        self.bands: list[tuple[float, float] | None] = []

    def on_graph_pane_cursor_moved(self, message: GraphPane.CursorMoved) -> None:
        assert message.control is message.pane
        self.heard.append(("cursor", message.x))
        self.bands.append(message.band)

    def on_graph_pane_window_changed(self, message: GraphPane.WindowChanged) -> None:
        self.heard.append(("window", message.first, message.last))

    def on_graph_pane_chosen(self, message: GraphPane.Chosen) -> None:
        self.heard.append(("chosen", message.x))


def mouse(kind: type[events.MouseEvent], pane: GraphPane, x: int, button: int = 1) -> events.MouseEvent:
    found: Any = kind(pane, x, 5, 0, 0, button, shift=False, meta=False, ctrl=False)
    return found


async def test_keys_move_the_cursor_by_columns_and_bring_it_into_sight() -> None:
    pane = GraphPane(packets())
    app = Owner(pane)
    async with app.run_test(size=SIZE) as pilot:
        pane.focus()
        columns = pane.body_columns
        await pilot.press("right")
        assert pane.cursor is not None
        assert pane.cursor < pane.column_span
        await pilot.press("right", "l", "shift+right", "h")
        assert pane.cursor // pane.column_span == 11
        assert [reading.y for reading in pane.readings()] == [(pane.cursor // SECOND) % 7]
        await pilot.press("end", "enter", "home")
        assert app.heard[-3:] == [("cursor", 60 * SECOND), ("chosen", 60 * SECOND), ("cursor", 0)]
        line = screen_lines(app)[3]
        assert line[SIZE[0] - columns] == "│"


async def test_a_click_tells_the_values_of_the_line_that_it_is_on() -> None:
    pane = GraphPane(packets())
    app = Owner(pane)
    async with app.run_test(size=SIZE) as pilot:
        pane.focus()
        await pilot.press("right")
        layout = pane._drawn().layout
        # The same place again: it is another line.
        for line in (0, 3, layout.lines - 1):
            await pilot.click(GraphPane, offset=(layout.left + 5, layout.top + line))
        await pilot.click(GraphPane, offset=(layout.left + 5, layout.top + layout.lines))
        assert app.bands[0] is None
        top, middle, bottom = (one for one in app.bands if one is not None)
        assert top[0] <= 6 <= top[1]
        assert top[0] >= middle[1] > middle[0] > bottom[1]
        assert bottom[0] <= 0 <= bottom[1]


async def test_zoom_and_pan_tell_what_is_in_sight() -> None:
    pane = GraphPane(packets(), id="graph")
    app = Owner(pane)
    async with app.run_test(size=SIZE) as pilot:
        pane.focus()
        pane.put_cursor(20 * SECOND)
        assert pane.is_whole
        await pilot.press("plus")
        assert pane.window == (10 * SECOND, 40 * SECOND)
        await pilot.press("greater_than_sign", "less_than_sign", "less_than_sign")
        assert pane.window == (0, 30 * SECOND)
        await pilot.press("minus")
        assert pane.is_whole
        await pilot.press("equals_sign", "0")
        assert pane.is_whole
        assert [one for one in app.heard if one[0] == "cursor"] == []
        assert app.heard[0] == ("window", 10 * SECOND, 40 * SECOND)
        assert app.heard[-1] == ("window", 0, 60 * SECOND)


async def test_a_cursor_at_the_edge_takes_the_window_along() -> None:
    pane = GraphPane(packets())
    async with Owner(pane).run_test(size=SIZE):
        pane.set_window(0, 10 * SECOND)
        pane.put_cursor(10 * SECOND)
        pane.action_move_right()
        assert pane.cursor is not None
        assert 10 * SECOND < pane.cursor == pane.window[1]
        pane.put_cursor(5)
        assert pane.window[0] == 5
        pane.action_move_left()
        pane.action_move_left()
        assert (pane.cursor, pane.window) == (0, (0, 10 * SECOND))


async def test_a_click_puts_the_cursor_and_a_double_click_chooses() -> None:
    pane = GraphPane(packets())
    app = Owner(pane)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(pane, offset=(30, 5))
        assert pane.cursor is not None
        await pilot.double_click(pane, offset=(30, 5))
        assert set(app.heard[:-1]) == {("cursor", pane.cursor)}
        assert app.heard[-1] == ("chosen", pane.cursor)
        assert screen_lines(app)[1][30] == "│"


async def test_dragging_selects_a_window_and_the_wheel_zooms() -> None:
    pane = GraphPane(packets())
    app = Owner(pane)
    async with app.run_test(size=SIZE) as pilot:
        left = SIZE[0] - pane.body_columns
        pane.on_mouse_down(mouse(events.MouseDown, pane, left + 10))
        pane.on_mouse_move(mouse(events.MouseMove, pane, left + 20))
        await pilot.pause()
        chosen = pane.get_component_styles("graph--chosen").background.rich_color
        lit = [piece for piece in screen_segments(app)[2] if piece.style is not None and piece.style.bgcolor == chosen]
        assert sum(len(piece.text) for piece in lit) == 11
        pane.on_mouse_up(mouse(events.MouseUp, pane, left + 20))
        first, last = pane.window
        assert first // SECOND == 10
        assert last // SECOND == 20
        assert pane.cursor is None
        pane.on_mouse_scroll_up(mouse(events.MouseScrollUp, pane, left, 0))
        assert pane.window[1] < last
        for _ in range(20):
            pane.on_mouse_scroll_down(mouse(events.MouseScrollDown, pane, left, 0))
        assert pane.is_whole


@pytest.mark.parametrize("shown", [Plot(), plot(series([5], [1], "points")), plot(series([], []))])
async def test_with_little_or_nothing_keys_do_no_harm(shown: Plot) -> None:
    pane = GraphPane(shown)
    async with Owner(pane).run_test(size=(20, 5)) as pilot:
        pane.focus()
        await pilot.press("right", "plus", "minus", "left", "end", "home", "less_than_sign", "0", "enter")
        assert pane.window[0] <= (pane.cursor or 0) <= pane.window[1]


async def test_where_columns_share_an_x_the_cursor_goes_on() -> None:
    pane = GraphPane(plot(series([0, 20], [1, 1], "points"), x=Axis(unit="count")))
    async with Owner(pane).run_test(size=SIZE):
        pane.put_cursor(0)
        for _ in range(20):
            pane.action_move_right()
        assert pane.cursor == 20
