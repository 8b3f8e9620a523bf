"""Processes that end by themselves leave nothing behind in the one that started them."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.tui.capture.conftest import is_running
from tui.capture import children as module
from tui.capture.children import MOST_CHILDREN, Children
from tui.capture.source import EngineError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pidfd_open is Linux's")

UNTIL_CLOSED = "import socket, sys; socket.socket(fileno=int(sys.argv[1])).recv(1)"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    running: list[subprocess.Popen[bytes]] = []

    def start_child(module: str, descriptor: int, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-S", "-c", UNTIL_CLOSED, str(descriptor)]
        running.append(subprocess.Popen(command, pass_fds=(descriptor,)))
        return running[-1]

    monkeypatch.setattr(module, "start_child", start_child)
    return running


def test_their_end_is_seen_in_the_loop(started: list[subprocess.Popen[bytes]]) -> None:
    poll = select.poll()
    children = Children(poll)
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            children.start("module", theirs.fileno())
        assert poll.poll(0) == []
    ((place, _),) = poll.poll(20_000)
    assert children.reap(place)
    assert not is_running(started[0].pid)
    assert (poll.poll(0), children.reap(place)) == ([], False)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(place)


def test_where_no_end_can_be_seen_the_next_start_looks(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "pidfd_open")
    children = Children(select.poll())
    for _ in range(MOST_CHILDREN + 2):
        ours, theirs = socket.socketpair()
        with theirs:
            children.start("module", theirs.fileno())
        ours.close()
        # It stays a child of this process, which only `poll` asks about.
        os.waitid(os.P_PID, started[-1].pid, os.WEXITED | os.WNOWAIT)
    assert [child.returncode for child in started] == [0] * (MOST_CHILDREN + 1) + [None]
    started[-1].wait()


def test_there_are_not_very_many(started: list[subprocess.Popen[bytes]]) -> None:
    children = Children(select.poll())
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for _ in range(MOST_CHILDREN):
            children.start("module", theirs.fileno())
        with pytest.raises(EngineError, match="too many"):
            children.start("module", theirs.fileno())
    for child in started:
        child.wait(20)


@pytest.mark.parametrize("error", [OSError(11, "no more processes"), ValueError("embedded null byte")])
def test_what_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def start_child(module: str, descriptor: int, arguments: Sequence[str]) -> None:
        raise error

    monkeypatch.setattr(module, "start_child", start_child)
    with pytest.raises(EngineError, match="cannot be started"):
        Children(select.poll()).start("module", 0)
