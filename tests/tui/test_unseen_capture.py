"""A capture without a screen is ended well, whenever it is told to end."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.tui.test_live_rows import start
from tui.exit_status import INTERRUPTED
from tui.live_rows import print_live
from tui.told_to_end import ToldToEnd
from tui.unseen_capture import NOTHING_YET
from tui.viewer_request import ViewerRequest


def test_one_that_is_ended_before_it_captures_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(*_: object) -> int:
        raise ToldToEnd

    monkeypatch.setattr("tui.unseen_capture._capture_watched", ended)
    assert print_live(ViewerRequest(None, ("lo",))) == INTERRUPTED
    assert NOTHING_YET in capsys.readouterr().err


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
