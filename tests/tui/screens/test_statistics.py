"""The statistics screen on real packets: views, parts, orders, filters, growth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from dissectors.capture_file import open_capture
from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import capture_of
from tests.tui.screens.some_frames import FRAMES, FramesApp
from tests.tui.snapshots import assert_looks_like, screen_lines, screen_text
from tests.tui.statistics.made import counted, record, table
from tests.tui.waiting_for import until
from tui.messages import RowsAdded
from tui.screens.packets import PacketsScreen
from tui.screens.statistics import StatisticsScreen
from tui.statistics.overview import Facts
from tui.statistics.tables import Table
from tui.statistics.told import StatisticsCounted, StatisticsFailed
from tui.statistics.views import VIEWS


class SomeApp(FramesApp):
    """Knows its statistics screen."""

    @property
    def statistics(self) -> StatisticsScreen:
        assert isinstance(self.screen, StatisticsScreen)
        return self.screen

    @property
    def column(self) -> list[object]:
        """What the rows are of, from the first on."""
        table = self.statistics.view.shown.rows
        return [one[table.names()[0]] for one in table.records]


@pytest.fixture
def app(tmp_path: Path) -> SomeApp:
    return SomeApp(capture_of(FRAMES, tmp_path))


def sample(name: str) -> SomeApp:
    """A shipped one."""
    capture = open_capture(SAMPLES / name)
    capture.refresh()
    return SomeApp(capture)


async def open_view(pilot: Pilot[str], app: SomeApp, name: str, holds: Callable[[], object] | None = None) -> None:
    """Put a view in sight and wait for its numbers, or for something else."""
    if not isinstance(app.screen, StatisticsScreen):
        await pilot.press("4")
    while app.statistics.view.shown.view.name != name:
        await pilot.press("tab")
    screen = app.statistics
    await until(pilot, holds or (lambda: screen.view.shown.counted is not None and screen.view.shown.counted.is_done))


async def test_views_go_round_and_each_is_counted(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "hierarchy")
        lines = screen_lines(app)
        assert "Hierarchy" in lines[1]
        assert app.column[:2] == ["frame", "eth"]
        await open_view(pilot, app, "endpoints")
        assert app.statistics.view.shown.part_name == "endpoints Ethernet"
        await pilot.press("shift+tab")
        assert app.column[:2] == ["frame", "eth"]
        await pilot.press("shift+tab", "shift+tab")
        assert app.statistics.view.shown.view is VIEWS[-1]


async def test_parts_go_round_and_clicks_choose_views_and_parts(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        lines = screen_lines(app)
        assert "Ethernet 1  IPv4 3  IPv6 2  TCP 3  UDP 4" in lines[2]
        assert "all packets" in lines[2]
        await pilot.press("v")
        assert app.column == ["10.0.0.1", "10.0.0.2", "10.0.0.3"]
        await pilot.press("V", "V")
        assert app.statistics.view.shown.part_name == "endpoints UDP"
        await pilot.click("#parts", offset=(lines[2].index("IPv6"), 0))
        assert app.column == ["2001:db8::1", "2001:db8::2"]
        await pilot.click("#views", offset=(lines[1].index("Hierarchy"), 0))
        await until(pilot, lambda: app.column[:1] == ["frame"])


async def test_any_column_sorts_and_the_cursor_stays_on_its_record(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "G")
        assert app.statistics.record is not None
        assert app.statistics.record["endpoint"] == "10.0.0.3"
        await pilot.press("S")
        assert "Endpoint▲" in screen_text(app)
        await pilot.press("S")
        assert app.column == ["10.0.0.3", "10.0.0.2", "10.0.0.1"]
        assert app.statistics.table.cursor == 0
        await pilot.click("#statistics", offset=(screen_lines(app)[4].index("Packets"), 0))
        assert app.statistics.view.shown.rows.sorted_by == "packets"
        assert app.column[0] == "10.0.0.1"
        assert app.statistics.record["endpoint"] == "10.0.0.3"


async def counted_anew(pilot: Pilot[str], app: SomeApp, parts: Sequence[Table]) -> None:
    """Let the screen hear of these numbers of the view in sight."""
    shown, run = app.statistics.view.shown, app.statistics.view.run
    assert run is not None
    told = counted(shown.view.name, parts)
    app.statistics.post_message(StatisticsCounted(run, told))
    await until(pilot, lambda: shown.counted is told)


async def test_where_none_was_chosen_the_top_stays_in_sight(app: SomeApp) -> None:
    async with app.run_test(size=(80, 12)) as pilot:
        await open_view(pilot, app, "endpoints")
        screen, run = app.statistics, app.statistics.view.run
        assert run is not None
        run.stop()
        for names in ("abcdefghij", "jihgfedcba", "zjihgfedcba"):
            records = [record(name, 1) for name in names]
            await counted_anew(pilot, app, [table(*records), table(record("other", 1), name="IPv6")])
            assert app.column == [*names]
            assert (screen.table.cursor, screen.table.first_visible) == (0, 0)
        await pilot.press("S")
        assert app.column[0] == "a"
        assert (screen.table.cursor, screen.table.first_visible) == (0, 0)
        await pilot.press("j", "S")
        assert screen.record is not None
        assert screen.record["host"] == "b"
        await pilot.press("v", "V")
        assert screen.record["host"] == "b"


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ports have these names, whatever the machine's own file says."""
    monkeypatch.setattr("tui.statistics.endpoints.service_name", lambda port, kind: {7: "echo", 80: "http"}.get(port))


@pytest.mark.usefixtures("services")
async def test_what_takes_long_to_sort_comes_later(app: SomeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.statistics.rows.FEW", 0)
    async with app.run_test(size=(160, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "v", "v")
        app.statistics.table.choose_column("service")
        await pilot.press("j", "S")
        before = app.statistics.record
        await until(pilot, lambda: app.column[0] == "10.0.0.3:7")
        await pilot.press("S")
        await until(pilot, lambda: app.column[0] == "10.0.0.1:80")
        assert before is not None
        assert app.statistics.record == before


@pytest.mark.usefixtures("services")
async def test_what_cannot_be_sorted_says_so_and_others_can_be_then(
    app: SomeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("tui.statistics.rows.FEW", 0)
    async with app.run_test(size=(160, 24), notifications=True) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "v", "v")
        app.statistics.table.choose_column("service")
        with monkeypatch.context() as broken:
            broken.setattr("tui.statistics.rows.Unsorted.in_order", fails)
            await pilot.press("S")
            await until(pilot, lambda: "cannot be sorted" in screen_text(app))
        await pilot.press("S")
        await until(pilot, lambda: app.column[0] == "10.0.0.3:7")


async def test_what_is_not_all_of_it_says_so(app: SomeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        screen, run = app.statistics, app.statistics.view.run
        assert run is not None
        screen.post_message(StatisticsCounted(run, counted("endpoints", [table(record("a", 1))], is_done=False)))
        await until(pilot, lambda: "So far: " in screen_text(app))
        run.stop()
        monkeypatch.setattr("tui.statistics.subject.Subject.share_counted", 0.4)
        screen.view.shown.forget()
        screen.look()
        await until(pilot, lambda: "Counting ... 40 %" in screen_text(app))


async def test_a_filter_that_does_not_find_all_of_the_row_says_so(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        screen, run = app.statistics, app.statistics.view.run
        assert run is not None
        rows = table(record("a", 3) | {"filter_finds": "2 of 3 packets"}, record("b", 1) | {"filter_finds": None})
        screen.post_message(StatisticsCounted(run, counted("endpoints", [rows])))
        await until(pilot, lambda: " Enter (2 of 3 packets) ip.addr == a" in screen_text(app))
        await pilot.press("down")
        await until(pilot, lambda: " Enter ip.addr == b" in screen_text(app))


async def test_only_what_the_filter_shows_is_counted_and_all_again(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.put_filter("udp", is_applied=True)
        await until(pilot, lambda: len(app.packets.displayed) == 2)
        await open_view(pilot, app, "hierarchy")
        assert app.statistics.record is not None
        assert app.statistics.record["packets"] == 6
        await pilot.press("o")
        await until(pilot, lambda: app.statistics.record is not None and app.statistics.record["packets"] == 2)
        assert "only udp" in screen_lines(app)[2]
        assert app.statistics.view.whole.counting.only_displayed
        await pilot.press("o")
        await until(pilot, lambda: app.statistics.record is not None and app.statistics.record["packets"] == 6)


async def test_a_capture_grows_while_the_screen_is_shown(tmp_path: Path) -> None:
    capture_of(FRAMES, tmp_path)
    path = tmp_path / "made.pcap"
    whole = path.read_bytes()
    path.write_bytes(whole[: 24 + 16 + 54])
    capture = open_capture(path)
    capture.refresh()
    app = SomeApp(capture)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "G")
        assert app.statistics.record is not None
        there = app.statistics.record["endpoint"]
        path.write_bytes(whole)
        app.packets.post_message(RowsAdded(lambda: capture.refresh()))
        await until(pilot, lambda: len(app.column) == 3)
        assert app.statistics.record["endpoint"] == there


async def test_it_is_found_as_it_was_left(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "S", "escape")
        assert isinstance(app.screen, PacketsScreen)
        await pilot.press("4")
        shown = app.statistics.view.shown
        assert (shown.view.name, shown.part_name, shown.rows.sorted_by) == ("endpoints", "endpoints IPv4", "endpoint")
        assert "Endpoint▲" in screen_text(app)


async def test_packets_that_are_others_are_counted_anew(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "hierarchy")
        run = app.statistics.view.run
        app.packets.table.forget()
        app.statistics.look()
        assert app.statistics.view.run is not run
        await until(pilot, lambda: app.column[:1] == ["frame"])


async def test_what_goes_wrong_is_said(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "tls")
        screen = app.statistics
        assert screen.view.run is not None
        screen.post_message(StatisticsFailed(screen.view.run, "the file is gone"))
        await until(pilot, lambda: "cannot be counted: the file is gone" in screen_text(app))


async def test_no_packets_are_no_statistics_and_every_key_is_harmless(tmp_path: Path) -> None:
    app = SomeApp(capture_of([], tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        for view in ("overview", "hierarchy", "io", "dns"):
            await open_view(pilot, app, view, lambda: True)
            await pilot.press("enter", "S", "G", "v", "V", "greater_than_sign", "right", "left", "a")
            assert isinstance(app.screen, StatisticsScreen)


async def test_the_overview_tells_facts_and_draws_all_of_it(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "overview")
        graph = app.statistics.overview.graph
        await until(pilot, lambda: graph.plot.series and len(graph.plot.series[0].x))
        await until(pilot, lambda: "Packets       6, " in screen_text(app))
        text = screen_text(app)
        assert "SHA-256       " in text
        assert "bits in 2 µs" not in text
        await pilot.press("plus")
        assert not graph.is_whole
        await pilot.press("tab", "shift+tab")
        assert app.focused is graph
        await pilot.press("question_mark")
        await until(pilot, lambda: "Show the whole graph." in screen_text(app))


async def test_a_moment_of_a_graph_leads_to_its_packets() -> None:
    app = sample("hello.pcapng")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "overview")
        graph = app.statistics.overview.graph
        await until(pilot, lambda: graph.plot.series and len(graph.plot.series[0].x))
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
        assert (app.packets.shown_row or 0) > len(app.packets.table) // 2


async def test_what_a_graph_shows_becomes_the_filter() -> None:
    app = sample("hello.pcapng")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "io", lambda: app.statistics.rates.graph.plot.extent())
        await pilot.press("home", "plus", "F")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen) and app.packets.displayed.is_filtered)
        assert 0 < len(app.packets.displayed) < len(app.packets.table)


HOSTILE = "x\x1b[2J\x1b]0;y\x07\u202e[red]\u2066\n" + "long" * 60


async def test_what_came_off_the_wire_cannot_command_the_terminal(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "overview")
        screen, run = app.statistics, app.statistics.view.run
        assert run is not None
        facts = Facts("overview", "Overview", [("Comment", HOSTILE), (HOSTILE, "x")], [{}])
        screen.post_message(StatisticsCounted(run, counted("overview", [facts])))
        await until(pilot, lambda: "[red]" in screen_text(app))
        assert not set(screen_text(app)) & set("\x1b\x07\u202e\u2066")
        await open_view(pilot, app, "endpoints")
        rows = table(record(HOSTILE, 1), record("b", 2), name=HOSTILE)
        screen.post_message(StatisticsCounted(run, counted("endpoints", [rows, table(record("c", 1))])))
        await until(pilot, lambda: " x␛[2J␛]0;y␇" in screen_text(app))
        assert len(screen_lines(app)) == 24
        assert not set(screen_text(app)) & set("\x1b\x07\u202e\u2066")
        assert all(cell_len(line) == 80 for line in screen_lines(app))


async def test_the_cursor_is_where_it_was_when_a_view_comes_back(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "j", "v", "v", "G", "tab", "shift+tab")
        assert app.statistics.table.cursor == len(app.column) - 1
        await pilot.press("V", "V")
        assert app.statistics.record is not None
        assert app.statistics.record["endpoint"] == "10.0.0.2"
        await pilot.press("escape", "4")
        assert app.statistics.record["endpoint"] == "10.0.0.2"


async def test_a_view_with_nothing_says_why_and_what_to_do(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "dns")
        assert "No queries and answers of DNS." in screen_text(app)
        await pilot.press("1")
        app.packets.put_filter("udp", is_applied=True)
        await until(pilot, lambda: len(app.packets.displayed) == 2)
        await pilot.press("4", "o")
        await until(pilot, lambda: "Only what udp shows is counted: o counts all packets." in screen_text(app))


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_overview_as_a_picture(size: tuple[int, int]) -> None:
    app = sample("hello.pcapng")
    async with app.run_test(size=size) as pilot:
        await open_view(pilot, app, "overview")
        graph = app.statistics.overview.graph
        await until(pilot, lambda: graph.plot.series and len(graph.plot.series[0].x))
        await until(pilot, lambda: "so far" not in screen_text(app))
        await pilot.press("end", "shift+left", "shift+left")
        await pilot.pause()
        assert_looks_like(app, f"statistics-overview-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_values_as_a_picture(size: tuple[int, int]) -> None:
    app = sample("hello.pcapng")
    async with app.run_test(size=size) as pilot:
        await open_view(pilot, app, "packets")
        await pilot.press("v", "greater_than_sign", "S", "j", "j")
        await pilot.pause()
        assert_looks_like(app, f"statistics-gaps-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_it_is_of_use_at_any_size(app: SomeApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await open_view(pilot, app, "endpoints")
        lines = screen_lines(app)
        assert len(lines) == size[1]
        assert "Endpoint" in lines[4]
        assert ("Last after" in lines[4]) == (size[0] == 160)
