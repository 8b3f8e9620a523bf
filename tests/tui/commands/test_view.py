"""`remora FILE` and `remora -i IF`: to the screen, or to rows where there is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tui import cli, live_rows, viewer
from tui.viewer_request import ViewerRequest

HELLO = str(SAMPLES / "hello.pcapng")


def test_without_a_terminal_rows_are_printed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cli.run([HELLO, "-Y", "tcp.flags.syn == 1", "-c", "2"]) == 0
    assert capfdbinary.readouterr().out.count(b"[SYN") == 2


def test_without_a_terminal_something_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 2
    assert "no terminal" in capsys.readouterr().err


def test_with_a_terminal_the_viewer_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[ViewerRequest] = []

    def run(request: ViewerRequest) -> int:
        asked.append(request)
        return 130

    monkeypatch.setattr(viewer, "run", run)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert cli.run(["-i", "lo", "-i", "eth0", "-f", "tcp", "-p", "-s", "96", "-c", "5"]) == 130
    (request,) = asked
    assert request.interfaces == ("lo", "eth0")
    assert (request.capture_filter, request.promiscuous, request.snaplen, request.packet_count) == ("tcp", False, 96, 5)


def test_a_live_capture_without_a_terminal_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_rows, "print_live", lambda request: 3 if request.interfaces == ("lo",) else 1)
    assert cli.run(["-i", "lo"]) == 3


def test_a_live_capture_is_not_written_to_a_file_named_like_standard_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run(["-i", "lo", "-w", "-"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "remora: -w wants the name of a file: a live capture is not written to standard output"
    ]
    assert not list(tmp_path.iterdir())
