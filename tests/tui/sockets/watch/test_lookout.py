"""All of it on this machine: real connections, and who is told for them."""

from __future__ import annotations

import errno
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from dissectors.processes.attribution import Attribution, End
from tests.conftest import PROJECT
from tests.dissectors.deep.left_behind import descriptors, opened_since
from tui.sockets.watch import lookout as module
from tui.sockets.watch.first_packets import FirstPackets
from tui.sockets.watch.lookout import NO_PACKETS, Lookout
from tui.sockets.watch.trace_files import NoTrace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sock_diag is Linux's")


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process goes on afterwards."""
    monkeypatch.setattr(module, "_hurry", lambda: None)


@pytest.fixture(params=[True, False], ids=["traced", "looked up"])
def lookout(require_root: None, request: pytest.FixtureRequest) -> Iterator[Lookout]:
    one = Lookout(may_trace=request.param)
    one.watch()
    if request.param and not one.is_traced:
        pytest.skip(f"a kernel that can be traced is wanted: {one.cannot}")
    assert one.hears_packets
    yield one
    one.close()


def told(lookout: Lookout, *locals_: End) -> dict[End, Attribution]:
    """What is told of each of these ends first."""
    found: dict[End, Attribution] = {}
    deadline = time.monotonic() + 20
    while len(found) < len(locals_):
        assert time.monotonic() < deadline, found
        due = lookout.due()
        select.select(lookout.descriptors, [], [], 1 if due is None else min(due, 1))
        for one in lookout.serve():
            if one.local in locals_:
                found.setdefault(one.local, one)
    return found


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_both_ends_of_a_connection_are_told(lookout: Lookout, family: int, address: str) -> None:
    with (
        socket.create_server((address, 0), family=family) as listener,
        socket.create_connection(listener.getsockname()[:2]) as client,
        listener.accept()[0],
    ):
        ends = End(*client.getsockname()[:2]), End(*client.getpeername()[:2])
        found = told(lookout, *ends)
    assert [found[end].pid for end in ends] == [os.getpid()] * 2
    assert [found[end].how for end in ends] == ["traced" if lookout.is_traced else "exact", "exact"]


def test_a_process_of_its_own_is_told_with_its_command(lookout: Lookout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = End(*listener.getsockname())
        code = f"import socket, sys; one = socket.create_connection({tuple(server)!r}); sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as child:
            one, peer = listener.accept()
            with one:
                found = told(lookout, End(*peer), server)
            assert child.stdin is not None
            child.stdin.close()
    client = found[End(*peer)]
    assert (client.pid, client.command, client.uid) == (child.pid, (sys.executable, "-c", code), os.getuid())
    assert found[server].pid == os.getpid()


def test_datagrams_have_their_processes(lookout: Lookout) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as server, socket.socket(type=socket.SOCK_DGRAM) as client:
        server.bind(("127.0.0.1", 0))
        client.connect(server.getsockname())
        client.send(b"x")
        ends = End(*client.getsockname()), End(*server.getsockname())
        found = told(lookout, *ends)
    assert {(end, found[end].pid, found[end].how) for end in ends} == {
        (ends[0], os.getpid(), "exact"),
        (ends[1], os.getpid(), "listener"),
    }


def test_what_is_asked_about_is_told_without_watching() -> None:
    one = Lookout()
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
        listener.accept()[0],
    ):
        ends = End(*client.getsockname()), End(*client.getpeername())
        one.ask([("tcp", *ends)])
        found = told(one, *ends)
    assert (one.descriptors, one.cannot, one.due()) == ((), (), None)
    assert {end: (found[end].pid, found[end].how) for end in ends} == {end: (os.getpid(), "exact") for end in ends}
    one.close()


def test_a_socket_that_parent_and_child_hold_is_nobody_s_without_the_trace(require_root: None) -> None:
    one = Lookout(may_trace=False)
    one.watch()
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        code = "import sys; sys.stdin.read()"
        command = [sys.executable, "-c", code]
        with subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(client.fileno(),)) as child:
            client.connect(listener.getsockname())
            end = End(*client.getsockname())
            found = told(one, end)
            child.kill()
    assert (found[end].pid, found[end].unknown) == (None, "several processes held its socket")
    one.close()


def test_what_cannot_be_is_told_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    def untraced(*arguments: object) -> None:
        raise NoTrace(errno.EPERM, "only root may trace connections")

    monkeypatch.setattr(module, "FirstPackets", refuse)
    monkeypatch.setattr(module, "Trace", untraced)
    one = Lookout()
    one.watch()
    assert one.cannot == (NO_PACKETS, "only root may trace connections")
    assert (one.is_traced, one.hears_packets, one.descriptors, one.serve()) == (False, False, (), [])
    one.close()


def test_a_source_that_fails_is_given_up_and_told(require_root: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: FirstPackets) -> None:
        raise OSError(errno.EIO, "Input/output error")

    one = Lookout(may_trace=False)
    one.watch()
    monkeypatch.setattr(FirstPackets, "read", fail)
    assert one.serve() == []
    assert one.cannot == ("no packets are seen any more: Input/output error",)
    assert one.descriptors == ()
    one.close()


def test_after_unwatch_nothing_is_heard_and_nothing_is_open(require_root: None) -> None:
    before = descriptors()
    one = Lookout()
    one.watch()
    one.watch()
    one.unwatch()
    assert (one.descriptors, one.is_traced) == ((), False)
    one.watch()
    assert one.descriptors
    one.close()
    assert not opened_since(before)


def test_a_process_with_little_else_in_it_can_do_this() -> None:
    code = (
        "import sys, tui.sockets.watch.lookout\n"
        "print(sorted({'numpy', 'textual', 'lark', 'psutil', 'click'} & {n.split('.')[0] for n in sys.modules}))"
    )
    environment = {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-s", "-S", "-P", "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout == "[]\n"


def test_a_udp_port_that_changes_hands_at_once_is_told_of_the_next_holder(lookout: Lookout) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.connect(server.getsockname())
            own = End(*one.getsockname())
            one.send(b"one")
            assert told(lookout, own)[own].pid == os.getpid()
            one.send(b"two")
            lookout.serve()
        script = (
            "import socket, sys\n"
            "one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
            f"one.bind({tuple(own)!r})\none.connect({server.getsockname()!r})\none.send(b'three')\nsys.stdin.read()\n"
        )
        with subprocess.Popen([sys.executable, "-S", "-c", script], stdin=subprocess.PIPE) as other:
            assert told(lookout, own)[own].pid == other.pid
            assert other.stdin is not None
            other.stdin.close()
