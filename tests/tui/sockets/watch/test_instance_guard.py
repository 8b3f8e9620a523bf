"""The guard, as a process of its own: what it guards goes when who began it is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tui.sockets.watch import instance_guard


def guard(folder: Path) -> tuple[int, subprocess.Popen[bytes]]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    command = [sys.executable, "-I", "-S", str(instance_guard.__file__), str(descriptor), "ours"]
    return descriptor, subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(descriptor,))


def test_the_instance_goes_when_the_pipe_ends(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "another").mkdir()
    descriptor, child = guard(tmp_path)
    assert child.stdin is not None
    child.stdin.write(b"still there")
    child.stdin.flush()
    assert (tmp_path / "ours").exists()
    child.stdin.close()
    assert child.wait(20) == 0
    assert os.listdir(tmp_path) == ["another"]
    os.close(descriptor)


def test_an_instance_that_is_gone_needs_nothing(tmp_path: Path) -> None:
    descriptor, child = guard(tmp_path)
    assert child.communicate(timeout=20) == (None, None)
    assert child.returncode == 0
    os.close(descriptor)


def test_it_is_not_ended_by_what_ends_a_terminal_s_programs(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    folder = os.path.dirname(str(instance_guard.__file__))
    code = (
        f"import os, signal, sys; sys.path.insert(0, {folder!r})\n"
        "import instance_guard\n"
        "real = os.read\n"
        "def read(descriptor, size):\n"
        "    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM): os.kill(os.getpid(), number)\n"
        "    return real(descriptor, size)\n"
        "instance_guard.os.read = read\n"
        "sys.exit(instance_guard.main(sys.argv[1:]))\n"
    )
    descriptor = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    ran = subprocess.run(
        [sys.executable, "-S", "-c", code, str(descriptor), "ours"],
        stdin=subprocess.DEVNULL, pass_fds=(descriptor,), check=False,
    )  # fmt: skip
    os.close(descriptor)
    assert ran.returncode == 0
    assert os.listdir(tmp_path) == []
