"""Who holds sockets: in a made-up /proc, and among this machine's processes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.sockets.test_processes import make_process
from tests.tui.sockets.watch.fakes import at_once
from tui.sockets.processes import Process
from tui.sockets.watch import holders as module
from tui.sockets.watch.holders import NEWEST, Holders, Known, Newest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


def newest_is(proc: Path, number: int) -> None:
    (proc / "loadavg").write_text(f"0.00 0.01 0.05 1/100 {number}\n")


def make_thread(proc: Path, number: int, of: int) -> None:
    (proc / str(number)).mkdir()
    (proc / str(number) / "status").write_text(f"Name:\tx\nTgid:\t{of}\n")


def make(proc: Path, pid: int, inodes: dict[int, int], *, parent: int = 1, children: str = "") -> Process:
    make_process(proc, pid, "x", inodes, parent=parent)
    (proc / str(pid) / "task" / str(pid)).mkdir(parents=True)
    (proc / str(pid) / "task" / str(pid) / "children").write_text(children)
    return Process(pid, 100, "x", 33, parent)


def test_a_new_process_is_found_soon_and_an_old_one_is_not(tmp_path: Path) -> None:
    new, _ = make(tmp_path, 990, {3: 700}), make(tmp_path, 5, {3: 701})
    newest_is(tmp_path, 1000)
    holders = Holders(tmp_path)
    assert holders.soon([700, 701, 0]) == {700: new}
    assert at_once(holders.all([701])).keys() == {701}


def test_threads_lead_to_their_process(tmp_path: Path) -> None:
    process = make(tmp_path, 5, {3: 700})
    make_thread(tmp_path, 999, 5)
    newest_is(tmp_path, 1000)
    holders = Holders(tmp_path)
    assert holders.soon([700]) == {700: process}
    assert holders.of_thread(999) == process
    assert holders.of_thread(998) is None


def test_who_was_found_is_looked_at_first_the_next_time(tmp_path: Path) -> None:
    process = make(tmp_path, 5, {3: 700, 4: 701})
    newest_is(tmp_path, 5000)
    holders = Holders(tmp_path)
    assert at_once(holders.lately([701])) == {}
    at_once(holders.all([700]))
    assert at_once(holders.lately([701, 702])) == {701: process}


def test_parents_and_children_that_hold_it_are_found(tmp_path: Path) -> None:
    parent = make(tmp_path, 5, {3: 700}, children="6 7")
    child = make(tmp_path, 6, {3: 700}, parent=5)
    make(tmp_path, 7, {}, parent=5)
    grandchild = make(tmp_path, 8, {9: 700}, parent=7)
    (tmp_path / "7" / "task" / "7" / "children").write_text("8")
    stranger = make(tmp_path, 50, {3: 700})
    newest_is(tmp_path, 5000)
    holders = Holders(tmp_path)
    assert set(holders.relatives({700: child})[700]) == {parent, child}
    assert set(at_once(holders.nearby({700: parent}))[700]) == {parent, child, grandchild}
    assert set(at_once(holders.all([700]))[700]) == {parent, child, grandchild, stranger}


def test_a_newest_process_that_is_no_relative_is_found_nearby(tmp_path: Path) -> None:
    process, orphan = make(tmp_path, 5, {3: 700}), make(tmp_path, 4990, {3: 700})
    newest_is(tmp_path, 5000)
    assert set(at_once(Holders(tmp_path).nearby({700: process}))[700]) == {process, orphan}


def test_what_is_told_of_a_process_is_kept_after_its_end(tmp_path: Path) -> None:
    process = make(tmp_path, 5, {3: 700})
    (tmp_path / "5" / "cgroup").write_text("0::/system.slice/x.service\n")
    holders = Holders(tmp_path)
    known = holders.known(process)
    assert known == Known(process, ("/usr/bin/x", "-v", "\\xff"), "x.service")
    shutil.rmtree(tmp_path / "5")
    assert holders.known(process) == known
    assert Holders(tmp_path).known(process) == Known(process)


def test_what_belongs_to_another_process_with_the_same_number_is_not_told(tmp_path: Path) -> None:
    make(tmp_path, 5, {3: 700})
    before = Process(5, 99, "before", 0)
    assert Holders(tmp_path).known(before) == Known(before)


def test_what_is_remembered_is_not_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_KNOWN", 3)
    holders = Holders(tmp_path)
    for pid in range(10, 20):
        holders.known(make(tmp_path, pid, {3: pid}))
        at_once(holders.all([pid]))
    assert len(holders._known) == 3
    assert len(holders._lately) <= 12


def test_numbers_are_looked_at_once_and_those_given_just_now_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = module.process_of_thread
    monkeypatch.setattr(module, "process_of_thread", lambda proc, number: (asked.append(number), real(proc, number))[1])
    newest = Newest(tmp_path)
    make(tmp_path, 950, {})
    newest_is(tmp_path, 1000)
    assert list(newest.processes()) == [950]
    assert sorted(asked) == list(range(1000 - NEWEST + 1, 1001))
    asked.clear()
    make(tmp_path, 999, {})
    newest_is(tmp_path, 1001)
    processes = newest.processes()
    assert next(processes) == 999
    assert asked == [1001, 1000, 999]
    assert list(processes) == [950]
    assert len(asked) < 12
    # Numbers begin anew.
    newest_is(tmp_path, 300)
    make(tmp_path, 299, {})
    assert list(newest.processes()) == [299]


def test_namespaces_are_told_by_their_inodes() -> None:
    holders = Holders()
    assert holders.network_of(os.getpid()) == os.stat("/proc/self/ns/net").st_ino
    assert holders.network_of(1 << 22) is None


def test_a_real_child_that_holds_a_socket_is_found_with_its_parent() -> None:
    holders = Holders()
    with socket.socket() as one:
        inode = os.fstat(one.fileno()).st_ino
        code = "import sys; sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, pass_fds=(one.fileno(),)) as child:
            found = at_once(holders.nearby({inode: holders.process(os.getpid()) or Process(0, 0, "", 0)}))
            assert {process.pid for process in found[inode]} == {os.getpid(), child.pid}
            assert {process.pid for process in at_once(holders.all([inode]))[inode]} == {os.getpid(), child.pid}
            child.kill()
