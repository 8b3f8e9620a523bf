"""The kernel's word on who connected: for real, where this machine can be traced."""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from dissectors.processes.attribution import End
from tui.sockets.processes import Process
from tui.sockets.watch import tracefs
from tui.sockets.watch.trace_files import NoTrace
from tui.sockets.watch.tracefs import Connect, Trace

ADDRESSES = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]


@pytest.fixture
def trace(require_root: None) -> Iterator[Trace]:
    try:
        one = Trace()
    except NoTrace as error:
        pytest.skip(f"a kernel that can be traced is wanted: {error}")
    yield one
    one.close()


@contextmanager
def listening(family: int = socket.AF_INET, address: str = "127.0.0.1") -> Iterator[End]:
    with socket.create_server((address, 0), family=family, backlog=64) as listener:
        yield End(*listener.getsockname()[:2])


def in_a_child(call: Callable[[], object]) -> int:
    """Its pid; it has ended and been waited for."""
    child = os.fork()
    if not child:
        try:
            call()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return child


def connects(trace: Trace, server: End, count: int = 1) -> list[Connect]:
    """The first to this server."""
    found: list[Connect] = []
    deadline = time.monotonic() + 20
    while len(found) < count:
        assert time.monotonic() < deadline
        due = trace.due()
        select.select([trace], [], [], 5 if due is None else due)
        found += [one for one in trace.read() if one.remote == server]
    return found


@pytest.mark.parametrize(("family", "address"), ADDRESSES)
def test_a_process_that_is_there_is_told_with_its_ends(trace: Trace, family: int, address: str) -> None:
    with listening(family, address) as server, socket.create_connection(server) as one:
        (told,) = connects(trace, server)
        assert (told.pid, told.local, told.has_failed) == (os.getpid(), End(*one.getsockname()[:2]), False)
        assert told.network == os.stat("/proc/self/ns/net").st_ino
        assert told.known is not None
        assert told.known.process.pid == os.getpid()
        assert 0 <= told.time_ns - told.began_ns < 10**9
        assert abs(time.time_ns() - told.time_ns) < 30 * 10**9


def test_processes_that_are_gone_are_told_by_their_pids(trace: Trace) -> None:
    with listening() as server:
        pids = [in_a_child(lambda: socket.create_connection(server)) for _ in range(20)]
        assert [one.pid for one in sorted(connects(trace, server, 20), key=lambda one: one.time_ns)] == pids


def test_a_thread_that_is_gone_is_told_by_its_process(trace: Trace) -> None:
    with listening() as server:
        thread = threading.Thread(target=lambda: socket.create_connection(server).close())
        thread.start()
        thread.join()
        (told,) = connects(trace, server)
        assert told.pid == os.getpid()

        def in_a_thread() -> None:
            one = threading.Thread(target=lambda: socket.create_connection(server).close())
            one.start()
            one.join()

        child = in_a_child(in_a_thread)
        (told,) = connects(trace, server)
        assert told.pid == child


def test_a_connection_that_is_refused_has_failed(trace: Trace) -> None:
    with listening() as server:
        pass
    with socket.socket() as one:
        one.connect_ex(server)
    (told,) = connects(trace, server)
    assert (told.pid, told.has_failed) == (os.getpid(), True)


def test_ipv4_by_an_ipv6_socket_is_told_as_its_packets_have_it(trace: Trace) -> None:
    with listening() as server, socket.socket(socket.AF_INET6) as one:
        one.connect((f"::ffff:{server.address}", server.port))
        (told,) = connects(trace, server)
        assert (told.local, told.remote) == (End("127.0.0.1", one.getsockname()[1]), server)


def test_numbers_of_another_pid_namespace_are_not_told(monkeypatch: pytest.MonkeyPatch, require_root: None) -> None:
    monkeypatch.setattr(tracefs, "_FIRST_PROCESSES", 5)
    with pytest.raises(NoTrace, match="container"):
        Trace()


def test_notes_that_are_another_thread_s_by_now_are_not_used(trace: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    own = trace._holders.process(os.getpid())
    asked: list[int] = []

    def of_thread(number: int) -> Process | None:
        """It was gone when the event was read, and its number is there again when the notes are."""
        if number != os.getpid():
            return None
        asked.append(number)
        return None if len(asked) == 1 else own

    with listening() as server:
        monkeypatch.setattr(trace._holders, "of_thread", of_thread)
        socket.create_connection(server).close()
        found: list[Connect] = []
        while len(asked) < 2 or trace.due() is not None:
            select.select([trace], [], [], 0.01)
            found += trace.read()
    assert [one for one in found if one.remote == server] == []


def test_what_is_written_in_the_notes_is_read_by_its_numbers() -> None:
    assert tracefs._numbered(b"12 34\n5 a name \xff\nx y\n\n7\n") == {12: b"34", 5: b"a name \xff", 7: b""}
