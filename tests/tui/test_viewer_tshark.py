"""The tsharks of a running viewer: they hold no privilege, and end with it however it ends."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.privilege import effective_capabilities
from tests.conftest import SAMPLES
from tests.dissectors.deep.fake_tshark import HANGS, fake_tshark
from tests.dissectors.deep.left_behind import processes_of
from tests.tui.terminal import PATIENCE_SECONDS, Pty


@pytest.fixture(scope="module")
def telling_tshark(tmp_path_factory: pytest.TempPathFactory, require_tool: Callable[[str], str]) -> Path:
    """The folder of a tshark that notes its process's number there, and then is the real one.

    It is the same for all, as what it says of its fields is kept by its name, and takes longer than all else.
    """
    folder = tmp_path_factory.mktemp("telling")
    path = folder / "tshark"
    path.write_text(f"#!/bin/sh\necho $$ >>'{folder}/started'\nexec '{require_tool('tshark')}' \"$@\"\n")
    path.chmod(0o755)
    return folder


def running(folder: Path) -> list[int]:
    """The tsharks that were started and have not ended."""
    note = folder / "started"
    numbers = [int(line) for line in note.read_text().split()] if note.exists() else []
    return [number for number in numbers if is_running(number)]


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def wait_until(is_so: Callable[[], bool], viewer: Pty | None = None) -> None:
    """The screen of a viewer is read meanwhile."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        if viewer is not None:
            viewer.read(0.05)
        else:
            time.sleep(0.02)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_one_that_never_ends_is_ended_when_the_viewer_is_told_to_end(sent: signal.Signals, tmp_path: Path) -> None:
    fake_tshark(tmp_path, f"touch '{tmp_path}/asked'\n{HANGS}")
    folders = {name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    viewer = Pty(["-m", "tui", str(SAMPLES / "http.pcapng")], **folders, PATH=path, TMPDIR=str(tmp_path))
    wait_until((tmp_path / "asked").exists, viewer)
    os.kill(viewer.pid, sent)
    assert viewer.end() in (-sent, 128 + sent)
    wait_until(lambda: not processes_of(str(tmp_path)))


@pytest.mark.tools
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, None])
def test_no_tshark_outlives_the_viewer(sent: signal.Signals | None, tmp_path: Path, telling_tshark: Path) -> None:
    (telling_tshark / "started").unlink(missing_ok=True)
    folders = {name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    path = f"{telling_tshark}{os.pathsep}{os.environ['PATH']}"
    viewer = Pty(["-m", "tui", str(SAMPLES / "http.pcapng")], **folders, PATH=path, TMPDIR=str(tmp_path))
    viewer.wait_for(b"tshark 4")
    # One answers, others wait for the next packet.
    wait_until(lambda: bool(running(telling_tshark)), viewer)
    assert not any(effective_capabilities(process) for process in running(telling_tshark))
    if sent is None:
        viewer.press(b"q")
    else:
        os.kill(viewer.pid, sent)
    status = viewer.end()
    assert status == 0 if sent is None else status in (-sent, 128 + sent)
    wait_until(lambda: not running(telling_tshark))
    assert not [name for name in os.listdir(tmp_path) if name.startswith("wireshark_")]
