"""All about one process: out of a made-up /proc, and this process's own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tui.sockets.test_processes import make_process
from tui.sockets import process_details, processes
from tui.sockets.process_details import OTHER_USER, Ancestor, read_details
from tui.sockets.processes import read_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")


def test_everything_that_proc_tells(tmp_path: Path) -> None:
    make_process(tmp_path, 1, "init", {}, started=0, parent=0)
    make_process(tmp_path, 30, "shell", {}, started=50, parent=1)
    make_process(tmp_path, 40, "server", {3: 700}, started=100, parent=30)
    folder = tmp_path / "40"
    (folder / "exe").symlink_to("/usr/sbin/server (deleted)")
    (folder / "cwd").symlink_to("/srv")
    (folder / "cgroup").write_text("1:net:/x\n0::/system.slice/web.service\n")
    details = read_details(40, 100, tmp_path, clock=lambda: 5)
    assert details is not None
    assert details.process == read_process(40, tmp_path)
    assert details.command == ("/usr/bin/x", "-v", "\\xff")
    assert (details.executable, details.folder) == ("/usr/sbin/server (deleted)", "/srv")
    assert details.started_ns == 5 + 100 * TICK_NS
    assert details.parents == (Ancestor(30, "shell"), Ancestor(1, "init"))
    assert (details.unit, details.uids, details.hidden) == ("web.service", (1000, 33, 1000, 1000), "")


def test_another_process_of_that_number_is_not_told_of(tmp_path: Path) -> None:
    make_process(tmp_path, 40, "later", {}, started=200)
    assert read_details(40, 100, tmp_path) is None
    assert read_details(41, None, tmp_path) is None
    assert read_details(40, None, tmp_path) is not None


def test_what_is_hidden_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_process(tmp_path, 40, "secret", {})
    real = os.readlink

    def readlink(name: str, *, dir_fd: int | None = None) -> str:
        if name in ("exe", "cwd"):
            raise PermissionError
        return real(name, dir_fd=dir_fd)

    monkeypatch.setattr(os, "readlink", readlink)
    details = read_details(40, None, tmp_path)
    assert details is not None
    assert (details.executable, details.folder, details.hidden) == ("", "", OTHER_USER)


def test_the_kernels_own_have_no_program_and_nothing_to_hide(tmp_path: Path) -> None:
    make_process(tmp_path, 2, "kthreadd", {}, parent=0)
    (tmp_path / "2" / "cmdline").write_bytes(b"")
    details = read_details(2, None, tmp_path)
    assert details is not None
    assert (details.command, details.executable, details.hidden, details.parents) == ((), "", "", ())


def test_one_that_ends_while_it_is_read_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_process(tmp_path, 40, "gone", {})
    real = processes.read_in

    def read_in(folder: int, name: str) -> bytes:
        if name == "stat":
            raise ProcessLookupError
        return real(folder, name)

    monkeypatch.setattr(process_details, "read_in", read_in)
    assert read_details(40, None, tmp_path) is None


def test_a_younger_process_is_no_parent_but_has_its_number(tmp_path: Path) -> None:
    make_process(tmp_path, 40, "orphan", {}, started=100, parent=39)
    make_process(tmp_path, 39, "later", {}, started=500)
    details = read_details(40, None, tmp_path)
    assert details is not None
    assert details.parents == ()


def test_parents_that_go_round_have_an_end(tmp_path: Path) -> None:
    make_process(tmp_path, 40, "a", {}, parent=41)
    make_process(tmp_path, 41, "b", {}, parent=40)
    details = read_details(40, None, tmp_path)
    assert details is not None
    assert details.parents == (Ancestor(41, "b"),)


def test_a_real_one() -> None:
    before = time.time_ns()
    code = "import sys; print('ready', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/") as child:
        assert child.stdout is not None
        child.stdout.readline()
        details = read_details(child.pid)
        after = time.time_ns()
    assert details is not None
    assert details.command == tuple(command)
    assert details.executable == os.path.realpath(sys.executable)
    assert (details.folder, details.hidden) == ("/", "")
    assert details.uids == (os.getuid(), os.geteuid(), os.geteuid(), os.geteuid())
    assert details.parents[0].pid == os.getpid()
    assert details.started_ns is not None
    assert before - 2 * TICK_NS <= details.started_ns <= after
    assert read_details(child.pid, details.process.started) is None, "it has ended"
