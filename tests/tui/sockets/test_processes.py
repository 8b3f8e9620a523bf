"""Owners of sockets out of /proc: a made-up one, and the machine's."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tui.sockets import processes
from tui.sockets.processes import Owner, Owners, Process, command_line, newest_pid, process_of_thread, read_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

STATUS = "Name:\tx\nUmask:\t0022\nUid:\t1000\t{uid}\t1000\t1000\nGid:\t0\t0\t0\t0\n"


def make_process(
    proc: Path, pid: int, name: str, inodes: dict[int, int], *, started: int = 100, parent: int = 1, uid: int = 33
) -> None:
    """A process's folder; sockets by the descriptors they are held by."""
    folder = proc / str(pid)
    (folder / "fd").mkdir(parents=True)
    fields = ["S", str(parent), *["0"] * 17, str(started), "0"]
    (folder / "stat").write_bytes(f"{pid} ({name}) ".encode("utf-8", "surrogateescape") + " ".join(fields).encode())
    (folder / "status").write_text(STATUS.format(uid=uid))
    (folder / "cmdline").write_bytes(b"/usr/bin/x\0-v\0\xff\0")
    (folder / "fd" / "0").symlink_to("/dev/null")
    for descriptor, inode in inodes.items():
        (folder / "fd" / str(descriptor)).symlink_to(f"socket:[{inode}]")


def test_a_socket_belongs_to_each_process_that_holds_it(tmp_path: Path) -> None:
    make_process(tmp_path, 40, "worker", {5: 700, 4: 700, 6: 701})
    make_process(tmp_path, 7, "server", {3: 700})
    make_process(tmp_path, 8, "idle", {})
    (tmp_path / "self").mkdir()
    (tmp_path / "12x").mkdir()
    found = Owners(tmp_path).of([700, 701, 702, 0])
    server, worker = Process(7, 100, "server", 33, 1), Process(40, 100, "worker", 33, 1)
    assert found == {700: (Owner(server, 3), Owner(worker, 4)), 701: (Owner(worker, 6),)}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a) S 1 (b", "a) S 1 (b"),
        ("\x1b]0;title\x07", "\x1b]0;title\x07"),
        ("two\nlines", "two\nlines"),
        (b"\xff\xfe".decode("utf-8", "surrogateescape"), "\\xff\\xfe"),
        ("", ""),
    ],
)
def test_names_are_kept_whatever_they_hold(tmp_path: Path, name: str, told: str) -> None:
    make_process(tmp_path, 7, name, {})
    assert read_process(7, tmp_path) == Process(7, 100, told, 33, 1)


@pytest.mark.parametrize("stat", ["", "7", "7 (x", "7 (x) S 1 2 3", "7 )x( S " + "0 " * 30, "7 (x) S " + "z " * 30])
def test_a_stat_that_is_none_is_no_process(tmp_path: Path, stat: str) -> None:
    make_process(tmp_path, 7, "x", {3: 700})
    (tmp_path / "7" / "stat").write_text(stat)
    assert read_process(7, tmp_path) is None
    assert Owners(tmp_path).of([700]) == {}


def test_a_process_that_ends_while_it_is_read_owns_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_process(tmp_path, 7, "gone", {3: 700})
    make_process(tmp_path, 8, "here", {3: 701})
    real = processes.read_in

    def read(folder: int, name: str) -> bytes:
        data = real(folder, name)
        if data.startswith(b"7 "):
            raise ProcessLookupError
        return data

    monkeypatch.setattr(processes, "read_in", read)
    assert list(Owners(tmp_path).of([700, 701])) == [701]


def test_a_descriptor_that_is_closed_meanwhile_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_process(tmp_path, 7, "x", {3: 700, 4: 701})
    real = os.readlink

    def readlink(name: str, *, dir_fd: int | None = None) -> str:
        if name == "3":
            raise FileNotFoundError
        return real(name, dir_fd=dir_fd)

    monkeypatch.setattr(os, "readlink", readlink)
    assert list(Owners(tmp_path).of([700, 701])) == [701]


def test_a_pid_that_is_used_again_is_never_told_for_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_process(tmp_path, 7, "before", {3: 700}, started=100)
    real = processes._sockets_of

    def sockets_of(folder: int) -> dict[int, int]:
        found = real(folder)
        (tmp_path / "7").rename(tmp_path / "ended")
        make_process(tmp_path, 7, "after", {}, started=200)
        return found

    monkeypatch.setattr(processes, "_sockets_of", sockets_of)
    (owner,) = Owners(tmp_path).of([700])[700]
    assert (owner.process.name, owner.process.started) == ("before", 100)


def test_what_may_not_be_seen_is_remembered_by_its_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_process(tmp_path, 7, "secret", {3: 700})

    def sockets_of(folder: int) -> dict[int, int]:
        raise PermissionError

    monkeypatch.setattr(processes, "_sockets_of", sockets_of)
    owners = Owners(tmp_path)
    assert owners.of([700]) == {}
    assert owners.hidden == {os.getuid()}


def test_a_threads_number_stands_for_its_process(tmp_path: Path) -> None:
    make_process(tmp_path, 20, "main", {3: 700})
    make_process(tmp_path, 901, "thread", {3: 700}, started=300)
    (tmp_path / "901" / "status").write_text("Name:\tthread\nTgid:\t20\n" + STATUS.format(uid=33))
    numbers = (901, 20, 902)
    assert [process_of_thread(str(tmp_path), number) for number in numbers] == [20, 20, None]


def test_the_newest_pid_is_the_load_averages_last_word(tmp_path: Path) -> None:
    assert newest_pid(str(tmp_path)) == 0
    (tmp_path / "loadavg").write_text("0.1 0.2 0.3 1/200 901\n")
    assert newest_pid(str(tmp_path)) == 901


def test_there_may_be_no_proc_at_all(tmp_path: Path) -> None:
    assert Owners(tmp_path / "nothing").of([1]) == {}
    assert read_process(1, tmp_path) is None
    assert command_line(1, tmp_path) == ()


def test_a_command_line_is_words(tmp_path: Path) -> None:
    make_process(tmp_path, 7, "x", {})
    assert command_line(7, tmp_path) == ("/usr/bin/x", "-v", "\\xff")


def test_this_process_owns_its_sockets() -> None:
    with socket.socket() as one:
        inode = os.fstat(one.fileno()).st_ino
        (owner,) = Owners().of([inode])[inode]
        assert (owner.process.pid, owner.descriptor) == (os.getpid(), one.fileno())
        assert owner.process.uid == os.geteuid()


def test_a_process_that_has_ended_is_none() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert read_process(child.pid) is None
