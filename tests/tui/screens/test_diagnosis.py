"""The diagnosis screen on real packets: entries, their packets, filters, growth, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dissectors.capture_file import CaptureFile, open_capture
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.patterns.scenes import RST, Scene
from tests.dissectors.streams.patterns.test_syn_flood import flood
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.toy import ToySource
from tests.tui.waiting_for import until
from tui import diagnosis_run
from tui.app import RemoraApp
from tui.diagnosis_run import DiagnosisFailed
from tui.messages import RowsAdded
from tui.screens.conversations import ConversationsScreen
from tui.screens.diagnosis import DiagnosisScreen
from tui.screens.packets import PacketsScreen
from tui.settings import Settings


class SomeApp(RemoraApp):
    """Shows a capture, which may grow."""

    def __init__(self, capture: CaptureFile) -> None:
        super().__init__(PacketTable(capture), ToySource(), settings=Settings(theme="remora-dark"))
        self.capture = capture

    @property
    def packets(self) -> PacketsScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, PacketsScreen)
        return screen

    @property
    def diagnosis(self) -> DiagnosisScreen:
        assert isinstance(self.screen, DiagnosisScreen)
        return self.screen

    @property
    def titles(self) -> list[str]:
        return [entry.title for entry in self.diagnosis.view.lines.entries]


def scene() -> Scene:
    found = flood()
    found.tcp(("10.0.0.7", 1), ("10.0.0.8", 2), RST)
    return found


@pytest.fixture
def app(tmp_path: Path) -> SomeApp:
    scene().findings(tmp_path)  # writes the capture
    capture = open_capture(tmp_path / "scene.pcap")
    while capture.refresh():
        pass
    return SomeApp(capture)


async def open_diagnosis(pilot: Pilot[str], app: SomeApp) -> None:
    await pilot.press("5")
    await until(pilot, lambda: "SYN flood (likely)" in app.titles)
    await until(pilot, lambda: "looked at all" in screen_lines(app)[1])


async def test_what_is_wrong_by_severity(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_diagnosis(pilot, app)
        lines = screen_lines(app)
        assert lines[1].split() == ["looked", "at", "all", "of", "301", "packets", "all", "packets"]
        assert lines[2].startswith(" Errors · 1 pattern")
        assert lines[3].startswith(" ▸ E 150  pattern  SYN flood (likely)")
        assert any(line.startswith(" ▸ W   1  TCP      Connection reset") for line in lines)


async def test_an_entry_opens_to_evidence_and_doubt(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_diagnosis(pilot, app)
        await pilot.press("right")
        text = screen_text(app)
        for words in ("packets: 1, 3, 5", "filter: ip.dst == 10.0.0.1", "threshold: 100 handshakes", "doubt: A test"):
            assert words in text
        await pilot.press("j", "j", "left")
        assert "threshold" not in screen_text(app)
        await pilot.press("plus")
        assert screen_text(app).count("filter:") > 1
        await pilot.press("minus")
        assert "filter:" not in screen_text(app)


async def test_enter_leads_to_the_packets(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_diagnosis(pilot, app)
        view = app.diagnosis.view
        place = view.lines.line_of(next(one.key for one in view.lines.entries if one.title == "Connection reset"))
        assert place is not None
        app.diagnosis.pane.move_cursor(place)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.packets.displayed) == 1)
        assert app.screen is app.packets
        assert app.packets.shown_row == 300
        assert app.packets.displayed[0] == 300


async def test_it_is_found_as_it_was_left(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_diagnosis(pilot, app)
        await pilot.press("right", "down", "escape")
        assert app.screen is app.packets
        await open_diagnosis(pilot, app)
        assert "threshold: 100 handshakes" in screen_text(app)
        assert app.diagnosis.pane.cursor == 2
        await pilot.press("1")
        assert app.screen is app.packets


async def test_only_what_the_filter_shows_and_all_again(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.put_filter("tcp.flags.reset == 1", is_applied=True)
        await until(pilot, lambda: len(app.packets.displayed) == 1)
        await open_diagnosis(pilot, app)
        await pilot.press("o")
        await until(pilot, lambda: "only tcp.flags.reset == 1" in screen_lines(app)[1])
        await until(pilot, lambda: "SYN flood (likely)" not in app.titles)
        assert "Connection reset" in app.titles
        await pilot.press("o")
        await until(pilot, lambda: "SYN flood (likely)" in app.titles)


async def test_a_part_is_told_as_one_and_the_rest_can_be_had(app: SomeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis_run, "SURVEYED", 30)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: "A looks at all" in screen_lines(app)[1])
        assert "of 301 packets" in screen_lines(app)[1]
        await pilot.press("A")
        await until(pilot, lambda: "looked at all" in screen_lines(app)[1])


async def test_a_capture_that_grows_is_diagnosed_on(app: SomeApp, tmp_path: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_diagnosis(pilot, app)
        longer = scene()
        longer.tcp(("10.0.0.7", 1), ("10.0.0.8", 2), RST)
        (tmp_path / "other").mkdir()
        longer.findings(tmp_path / "other")
        with (tmp_path / "scene.pcap").open("ab") as file:
            file.write((tmp_path / "other" / "scene.pcap").read_bytes()[(tmp_path / "scene.pcap").stat().st_size :])
        app.packets.post_message(RowsAdded(lambda: app.capture.refresh()))
        await until(pilot, lambda: "all of 302 packets" in screen_lines(app)[1])
        resets = [entry.count for entry in app.diagnosis.view.lines.entries if entry.title == "Connection reset"]
        assert resets == [2]


async def test_nothing_wrong_is_said(tmp_path: Path) -> None:
    quiet = Scene()
    quiet.conversation(("10.0.0.9", 30000), ("192.0.2.1", 80))
    quiet.findings(tmp_path)
    capture = open_capture(tmp_path / "scene.pcap")
    capture.refresh()
    app = SomeApp(capture)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: "looked at all" in screen_lines(app)[1])
        assert [entry.title for entry in app.diagnosis.view.lines.entries if entry.severity == "error"] == []


async def test_a_failure_is_told(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_diagnosis(pilot, app)
        app.diagnosis.post_message(DiagnosisFailed(app.diagnosis.view.run, "it is gone"))
        await until(pilot, lambda: app.diagnosis._failure == "it is gone")


async def test_from_screen_to_screen(app: SomeApp) -> None:
    async with app.run_test(size=(160, 30)) as pilot:
        await open_diagnosis(pilot, app)
        assert "1 Packets  2 Conversations  3 Sockets  4 Statistics  5 Diagnosis" in screen_lines(app)[0]
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen))


async def test_copying_and_help(app: SomeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(app, "copy_out", lambda way: copied.append(way.text))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_diagnosis(pilot, app)
        await pilot.press("y")
        await until(pilot, lambda: not isinstance(app.screen, DiagnosisScreen))
        await pilot.press("d")
        await until(pilot, lambda: bool(copied))
        assert copied == ["ip.dst == 10.0.0.1 && tcp.dstport == 80 && tcp.flags.syn == 1 && tcp.flags.ack == 0"]
        await pilot.press("question_mark")
        await until(pilot, lambda: "Diagnosis" in screen_text(app))


async def test_a_verdict_leads_to_its_conversations(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_diagnosis(pilot, app)
        await until(pilot, lambda: "handshake-unfinished (TCP)" in app.titles)
        lines = app.diagnosis.view.lines
        entry = next(one for one in lines.entries if one.title == "handshake-unfinished (TCP)")
        place = lines.line_of(entry.key)
        assert place is not None
        app.diagnosis.pane.move_cursor(place)
        await pilot.press("right")
        assert "tcp:0: " in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.packets.displayed) == 300)
        assert app.screen is app.packets
