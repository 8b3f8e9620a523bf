"""Programs that run, and those who start them and end or are interrupted."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.deep.tshark.running import Running, end_all, end_session
from tests.conftest import PROJECT
from tests.dissectors.deep.fake_tshark import HANGS, HANGS_IN_A_CHILD, fake_tshark
from tests.dissectors.deep.left_behind import descriptors, nothing_runs, opened_since, processes_of

ENVIRONMENT = dict(os.environ)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends them")


def let_go(running: Running) -> None:
    for pipe in (running.stdin, running.stdout, running.stderr):
        if pipe is not None:
            pipe.close()


@pytest.mark.parametrize("look", [Running.poll, Running.wait])
def test_it_runs_in_a_session_of_its_own_and_leaves_nothing(look: Callable[[Running], int | None]) -> None:
    before = descriptors()
    running = Running(["/bin/sh", "-c", "read line; exit 3"], ENVIRONMENT)
    assert running.poll() is None
    assert os.getsid(running.pid) == running.pid
    assert running.stdin is not None
    running.stdin.write(b"go\n")
    running.stdin.close()
    while (status := look(running)) is None:
        pass
    assert status == 3
    let_go(running)
    assert not opened_since(before)


def test_it_is_given_what_it_is_told_and_no_more(tmp_path: Path) -> None:
    with (tmp_path / "a file").open("wb") as given, (tmp_path / "another").open("wb") as kept:
        for file in (given, kept):
            os.set_inheritable(file.fileno(), True)
        running = Running(["/bin/ls", "-l", "/proc/self/fd"], ENVIRONMENT, descriptors=(given.fileno(),))
        assert running.stdout is not None
        listed = running.stdout.read().decode()
        running.wait()
        let_go(running)
    assert "a file" in listed
    assert "another" not in listed


def test_one_that_cannot_be_started_leaves_nothing() -> None:
    before = descriptors()
    with pytest.raises(OSError, match="No such file"):
        Running(["/no/such/program"], ENVIRONMENT)
    with pytest.raises(ValueError, match="null"):
        Running(["/bin/sh", "\0"], ENVIRONMENT)
    assert not opened_since(before)


@pytest.mark.parametrize("what", [HANGS, HANGS_IN_A_CHILD])
def test_all_are_ended_at_once(what: str, tmp_path: Path) -> None:
    program = fake_tshark(tmp_path, what)
    running = [Running([program], ENVIRONMENT) for _ in range(2)]
    end_all()
    assert [each.wait() for each in running] == [-signal.SIGKILL] * 2
    for each in running:
        let_go(each)
    assert nothing_runs(str(tmp_path))
    end_all()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("what", [HANGS, HANGS_IN_A_CHILD])
def test_one_that_nobody_holds_on_to_is_ended(what: str, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        Running([fake_tshark(tmp_path, what)], ENVIRONMENT)
        gc.collect()
    assert nothing_runs(str(tmp_path))


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_in_the_instant_of_the_start_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between fork(2) and the moment in which its number is known."""
    path = fake_tshark(tmp_path, HANGS)
    forked: list[int] = []
    execute = subprocess.Popen._execute_child  # type: ignore[attr-defined]

    def interrupted(self: subprocess.Popen[bytes], *arguments: object) -> None:
        execute(self, *arguments)
        forked.append(self.pid)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(subprocess.Popen, "_execute_child", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Running([path], ENVIRONMENT)
    gc.collect()
    assert forked
    assert nothing_runs(str(tmp_path))


@on_linux
@pytest.mark.parametrize("what", [HANGS, HANGS_IN_A_CHILD])
def test_one_that_never_reads_does_not_outlive_us_however_we_end(what: str, tmp_path: Path) -> None:
    """Others may hold the pipe of its input, and its group gets the signal: with what a script started."""
    path = fake_tshark(tmp_path, f"echo up\n{what}")
    code = f"""
import os, signal
from dissectors.deep.tshark.running import Running
running = Running([{path!r}], dict(os.environ))
print(running.stdout.readline(), running.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout.split()[0]) == (-signal.SIGKILL, rb"b'up\n'"), ran.stderr
    assert nothing_runs(str(tmp_path)), processes_of(str(tmp_path))


def test_a_session_that_has_ended_is_nothing_to_end() -> None:
    running = Running(["/bin/true"], ENVIRONMENT)
    running.wait()
    let_go(running)
    end_session(running.pid)
