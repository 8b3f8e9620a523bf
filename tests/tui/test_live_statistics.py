"""Statistics of a live capture: nothing before it is over, then all of it."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.capture_file import MergedCapture
from dissectors.errors import RemoraError
from tests.conftest import SAMPLES
from tests.dissectors.processes.found import found
from tests.tui.datagrams import three_datagrams
from tui.live_statistics import LiveStatistics
from tui.printing.statistics.wanted import WantedStatistics
from tui.viewer_request import ViewerRequest

Output = pytest.CaptureFixture[str]


class Watch:
    """Tells of one process, and is asked about nothing else."""

    patience_seconds = 0.0

    def __init__(self) -> None:
        self.asked: list[object] = []
        self._told = [(found("curl", 7),)]

    def take(self) -> tuple[object, ...]:
        return self._told.pop() if self._told else ()

    def ask(self, flows: list[object]) -> None:
        self.asked += flows


def test_packets_are_counted_when_it_is_over(capfd: Output) -> None:
    wanted = WantedStatistics(("overview",), "json")
    with open_capture(SAMPLES / "hello.pcapng") as capture:
        live = LiveStatistics(ViewerRequest(interfaces=("lo",)), None, wanted)
        live.print_new(capture, capture)
        assert capfd.readouterr().out == ""
        live.print_rest()
        live.close()
        (one,) = json.loads(capfd.readouterr().out)
        assert (one["name"], one["packets"]) == ("lo, captured live", len(capture.frames))


def test_a_filter_chooses_what_is_counted(capfd: Output) -> None:
    wanted = WantedStatistics(("overview",), "json", "tcp.flags.syn == 1")
    with open_capture(SAMPLES / "hello.pcapng") as capture:
        request = ViewerRequest(interfaces=("lo",), display_filter="tcp.flags.syn == 1")
        live = LiveStatistics(request, None, wanted)
        live.print_new(capture, capture)
        live.print_rest()
        assert json.loads(capfd.readouterr().out)[0]["packets"] == 2


def test_a_filter_that_is_none_is_told_before_anything_is_captured() -> None:
    with pytest.raises(RemoraError):
        LiveStatistics(ViewerRequest(interfaces=("lo",), display_filter="tcp =="), None, WantedStatistics())


def test_a_capture_that_never_began_has_no_statistics(capfd: Output) -> None:
    live = LiveStatistics(ViewerRequest(interfaces=("lo",)), None, WantedStatistics())
    live.print_rest()
    with MergedCapture() as capture:
        live.print_new(capture, capture)
        live.print_rest()
    assert capfd.readouterr().out == ""


def test_a_capture_without_packets_is_one_of_none(capfd: Output, tmp_path: Path) -> None:
    path = tmp_path / "empty.pcap"
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    live = LiveStatistics(ViewerRequest(interfaces=("lo",)), None, WantedStatistics(("overview",), "json"))
    with open_capture(path) as capture:
        live.print_new(capture, capture)
        live.print_rest()
    assert json.loads(capfd.readouterr().out)[0]["packets"] == 0


def test_processes_are_heard_of_and_asked_about() -> None:
    watch = Watch()
    with open_capture(SAMPLES / "hello.pcapng") as capture:
        live = LiveStatistics(ViewerRequest(interfaces=("lo",)), watch, WantedStatistics())  # type: ignore[arg-type]
        live.print_new(capture, capture)
        live.print_new(capture, capture)
    assert len(live.attributions) == 1
    assert len(watch.asked) == 1


@pytest.mark.root
@pytest.mark.usefixtures("require_root")
def test_a_live_capture_ends_in_a_report() -> None:
    seen = three_datagrams("stats", "--json")
    assert json.loads(seen.output)[0]["packets"] == 3
    assert b"Capturing on lo; Ctrl+C ends\n" in seen.errors
    assert b"3 captured, 0 dropped" in seen.errors
