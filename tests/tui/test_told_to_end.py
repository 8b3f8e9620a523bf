"""Commands that are told to end by the system."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import PROJECT, SAMPLES
from tests.dissectors.deep.fake_tshark import HANGS, fake_tshark
from tests.dissectors.deep.left_behind import nothing_runs
from tui.told_to_end import ToldToEnd, die_of, signals_interrupt

HTTP = str(SAMPLES / "http.pcapng")
KNOWS_FRAMES = (
    "[ \"$1\" = -G ] && { printf 'P\\tFrame\\tframe\\nF\\tNumber\\tframe.number\\tFT_UINT32\\tframe\\n'; exit 0; }\n"
)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_interrupts_and_is_told(sent: signal.Signals) -> None:
    with signals_interrupt() as came, pytest.raises(ToldToEnd):
        os.kill(os.getpid(), sent)
    assert came == [sent]
    assert signal.getsignal(sent) == signal.SIG_DFL


def test_one_that_comes_again_at_once_is_the_same() -> None:
    """timeout(1) sends it to the program and then to the group, while the program cleans up."""
    with signals_interrupt() as came:
        with pytest.raises(ToldToEnd):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
    assert came == [signal.SIGTERM]


def test_one_that_comes_again_later_is_not_waited_for() -> None:
    script = (
        "import os, signal\n"
        "from tui import told_to_end\n"
        "told_to_end.AT_ONCE_SECONDS = -1.0\n"
        "with told_to_end.signals_interrupt():\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    except KeyboardInterrupt:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        print('still there')\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (-signal.SIGTERM, b"")


def test_a_screen_is_not_interrupted_but_dies_of_it() -> None:
    script = (
        "import os, signal\n"
        "from tui.told_to_end import signals_end_programs\n"
        "with signals_end_programs():\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    signal.pause()\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (-signal.SIGTERM, b"")


def test_what_somebody_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals_interrupt() as came:
            os.kill(os.getpid(), signal.SIGHUP)
        assert came == []
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("status", [0, 1, 130, 128 + signal.SIGKILL])
def test_other_statuses_are_nothing_to_die_of(status: int) -> None:
    die_of(status)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize(
    "arguments",
    [
        ["objects", HTTP],
        ["follow", HTTP, "tcp:0", "--protocol", "websocket"],
        ["decode", HTTP, "4", "--deep"],
        ["read", HTTP, "--deep"],
    ],
    ids=" ".join,
)
def test_a_tshark_that_never_ends_ends_with_the_command(
    arguments: list[str], sent: signal.Signals, tmp_path: Path
) -> None:
    fake_tshark(tmp_path, f"{KNOWS_FRAMES}touch '{tmp_path}/asked'\n{HANGS}")
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "XDG_CACHE_HOME": str(tmp_path)}
    running = subprocess.Popen(
        [sys.executable, "-m", "tui", *arguments],
        env=environment | {"TMPDIR": str(tmp_path)},
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "asked").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(sent)
    _, told = running.communicate(timeout=60)
    assert (running.returncode, told.strip()) == (130 if sent == signal.SIGINT else -sent, b"")
    assert nothing_runs(str(tmp_path))
