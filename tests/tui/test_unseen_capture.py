"""A capture without a screen is ended well, whenever it is told to end."""

from __future__ import annotations

import queue
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.tui.test_live_rows import start
from tui.capture.events import Event, Started, Stopped
from tui.exit_status import DONE, INTERRUPTED
from tui.live_rows import print_live
from tui.told_to_end import ToldToEnd
from tui.unseen_capture import NOTHING_YET, _print_until_stopped
from tui.viewer_request import ViewerRequest


def test_one_that_is_ended_before_it_captures_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(*_: object) -> int:
        raise ToldToEnd

    monkeypatch.setattr("tui.unseen_capture._capture_watched", ended)
    assert print_live(ViewerRequest(None, ("lo",))) == INTERRUPTED
    assert NOTHING_YET in capsys.readouterr().err


def test_it_is_told_when_packets_are_captured_and_how_that_ends(capsys: pytest.CaptureFixture[str]) -> None:
    events: queue.Queue[Event] = queue.Queue()
    for event in (Started("lo", "live", 1), Started("wlan\x1b[2J", "live", 1), Stopped("asked", "")):
        events.put(event)
    rows = SimpleNamespace(print_new=lambda *_: None, have_to_wait=False)
    live = SimpleNamespace(capture=None)
    assert _print_until_stopped(live, events, rows) == DONE  # type: ignore[arg-type]
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "Capturing on lo; Ctrl+C ends\nCapturing on wlan\\033[2J; Ctrl+C ends\n"


@pytest.mark.root
@pytest.mark.usefixtures("require_root")
def test_told_to_end_while_it_starts_it_leaves_a_file_or_says_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice, as timeout(1) does; as soon as it is about to capture."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    saved = tmp_path / "saved.pcapng"
    process = start("-i", "lo", "-f", "udp", "-w", str(saved))
    assert process.stderr is not None
    first = process.stderr.readline()
    for _ in range(2):
        process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGTERM
    assert (b"saved in" in errors) if saved.exists() else (NOTHING_YET.encode() in first + errors)
    assert list(tmp_path.glob("state/remora/captures/*")) == []
