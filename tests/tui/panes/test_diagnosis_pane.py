"""The list of what is wrong: the cursor stays on its entry whatever opens, closes or comes."""

from __future__ import annotations

from textual.app import App, ComposeResult

from dissectors.packets.expert import ExpertItem, ItemKind
from tests.tui.printing.test_diagnosis import FINDING
from tests.tui.snapshots import screen_lines
from tui.diagnosis_entries import DiagnosisLines, entries_of
from tui.panes.diagnosis_pane import DiagnosisPane


def item(severity: str, label: str) -> ExpertItem:
    return ExpertItem(ItemKind(severity, "TCP", "tcp", "tcp.x", label), "Explained.", 3, (1, 2, 3), "tcp.x")


class PaneApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DiagnosisPane(DiagnosisLines())

    @property
    def pane(self) -> DiagnosisPane:
        return self.query_one(DiagnosisPane)


async def test_without_entries_it_says_why() -> None:
    app = PaneApp()
    async with app.run_test(size=(60, 10)) as pilot:
        app.pane.empty_lines = ("Looking ...",)
        app.pane.refresh()
        await pilot.pause()
        assert screen_lines(app)[0].strip() == "Looking ..."
        assert app.pane.entry is None


async def test_the_cursor_stays_on_its_entry() -> None:
    app = PaneApp()
    async with app.run_test(size=(60, 20)):
        pane = app.pane
        pane.show(entries_of([], [item("note", "one"), item("note", "two")]))
        assert pane.entry is not None
        assert pane.entry.title == "one"
        pane.move_cursor(2)
        assert pane.entry.title == "two"
        pane.show(entries_of([FINDING], [item("error", "new"), item("note", "one"), item("note", "two")]))
        assert pane.entry.title == "two"
        pane.toggle_all(is_open=True)
        assert pane.entry.title == "two"
        assert not pane.lines.lines[pane.cursor].is_detail


async def test_until_one_is_chosen_the_first_heading_is_in_sight() -> None:
    app = PaneApp()
    async with app.run_test(size=(60, 6)) as pilot:
        pane = app.pane
        pane.show(entries_of([], [item("note", str(number)) for number in range(20)]))
        await pilot.pause()
        pane.show(entries_of([FINDING], [item("note", str(number)) for number in range(20)]))
        await pilot.pause()
        assert (pane.cursor, pane.first_visible) == (1, 0)
        assert pane.lines.lines[0].entry is None
        pane.move_cursor(5)
        assert pane.entry is not None
        chosen = pane.entry.title
        pane.show(entries_of([], [item("note", str(number)) for number in range(20)]))
        assert pane.entry.title == chosen


async def test_closing_from_a_detail_goes_to_its_entry() -> None:
    app = PaneApp()
    async with app.run_test(size=(60, 20)):
        pane = app.pane
        pane.show(entries_of([FINDING], []))
        pane.toggle(is_open=True)
        pane.move_cursor(4)
        assert pane.lines.lines[pane.cursor].is_detail
        pane.toggle(is_open=False)
        assert (pane.cursor, pane.line_count()) == (1, 2)


async def test_lines_follow_the_width() -> None:
    app = PaneApp()
    async with app.run_test(size=(60, 30)) as pilot:
        pane = app.pane
        pane.show(entries_of([FINDING], []))
        pane.toggle(is_open=True)
        narrow = pane.line_count()
        await pilot.resize_terminal(140, 30)
        await pilot.pause()
        assert pane.line_count() < narrow
