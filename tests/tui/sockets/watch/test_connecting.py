"""Who connected: events as the kernel writes them, joined by the socket."""

from __future__ import annotations

import socket
import struct

import pytest

from dissectors.processes.attribution import End
from tui.sockets.watch.connecting import MOST_CONNECTING, Change, Connecting, Joined, Layout
from tui.sockets.watch.ring_buffer import Event

FORMAT = """name: inet_sock_set_state
ID: 2287
format:
\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

\tfield:const void * skaddr;\toffset:8;\tsize:8;\tsigned:0;
\tfield:int oldstate;\toffset:16;\tsize:4;\tsigned:1;
\tfield:int newstate;\toffset:20;\tsize:4;\tsigned:1;
\tfield:__u16 sport;\toffset:24;\tsize:2;\tsigned:0;
\tfield:__u16 dport;\toffset:26;\tsize:2;\tsigned:0;
\tfield:__u16 family;\toffset:28;\tsize:2;\tsigned:0;
\tfield:__u16 protocol;\toffset:30;\tsize:2;\tsigned:0;
\tfield:__u8 saddr[4];\toffset:32;\tsize:4;\tsigned:0;
\tfield:__u8 daddr[4];\toffset:36;\tsize:4;\tsigned:0;
\tfield:__u8 saddr_v6[16];\toffset:40;\tsize:16;\tsigned:0;
\tfield:__u8 daddr_v6[16];\toffset:56;\tsize:16;\tsigned:0;
"""
CLIENT, SERVER = End("10.0.0.1", 40000), End("10.0.0.2", 80)


def record(
    pid: int = 7, sk: int = 0xFFFF8881, old: int = 7, new: int = 2, *, flags: int = 0, family: int = socket.AF_INET,
    local: str = "10.0.0.1", remote: str = "10.0.0.2", sport: int = 0, kind: int = 2287,
) -> bytes:  # fmt: skip
    """An event as the kernel lays it out."""
    v4 = [socket.inet_aton(one) if ":" not in one else bytes(4) for one in (local, remote)]
    v6 = [socket.inet_pton(socket.AF_INET6, one if ":" in one else "::") for one in (local, remote)]
    head = struct.pack("=HBBiQiiHHHH", kind, flags, 0, pid, sk, old, new, sport, 80, family, 6)
    return head + v4[0] + v4[1] + v6[0] + v6[1]


def change(time_ns: int, before: int, after: int, *, sk: int = 1, thread: int = 7, port: int = 40000) -> Change:
    is_interrupted = False
    return Change(time_ns, thread, is_interrupted, sk, before, after, CLIENT._replace(port=port), SERVER)


def test_an_event_is_read_where_the_kernel_says_its_fields_are() -> None:
    found = Layout(FORMAT).change(Event(5, record(old=2, new=1, sport=40000)))
    assert found == Change(5, 7, False, 0xFFFF8881, 2, 1, CLIENT, SERVER)
    assert Layout(FORMAT).word_bytes == 8


def test_ipv4_of_an_ipv6_socket_is_told_as_packets_have_it() -> None:
    data = record(family=socket.AF_INET6, local="::ffff:10.0.0.1", remote="::ffff:10.0.0.2", sport=40000)
    found = Layout(FORMAT).change(Event(5, data))
    assert found is not None
    assert (found.local, found.remote) == (CLIENT, SERVER)
    found = Layout(FORMAT).change(Event(5, record(family=socket.AF_INET6, local="fd00::1", remote="fd00::2")))
    assert found is not None
    assert found.remote == End("fd00::2", 80)


@pytest.mark.parametrize("flags", [0x08, 0x10, 0x18])
def test_interrupts_are_told_apart_from_the_thread_they_interrupt(flags: int) -> None:
    found = Layout(FORMAT).change(Event(5, record(flags=flags | 1)))
    assert found is not None
    assert found.is_interrupted


@pytest.mark.parametrize("data", [b"", record()[:40], record(kind=5), record(family=socket.AF_UNIX)])
def test_other_events_are_none(data: bytes) -> None:
    assert Layout(FORMAT).change(Event(5, data)) is None


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("skaddr", "other"),
        ("sport;\toffset:24;\tsize:2", "sport;\toffset:24;\tsize:4"),
        ("ID: ", "id: "),
        ("daddr_v6", "x"),
    ],
)
def test_a_kernel_that_tells_something_else_is_refused(was: str, becomes: str) -> None:
    with pytest.raises(ValueError, match="the kernel's event has no"):
        Layout(FORMAT.replace(was, becomes))


def test_a_connection_is_of_the_thread_that_began_it() -> None:
    connecting: Connecting[str] = Connecting()
    # The answer comes in whatever thread is there.
    changes = [change(1, 7, 2, thread=7, port=0), change(2, 7, 2, sk=2, thread=8, port=0)]
    assert connecting.feed(changes, lambda one: f"thread {one.thread}") == []
    later = [change(5, 2, 1, sk=2, thread=99, port=40002), change(6, 2, 7, thread=99)]
    assert connecting.feed(later, lambda one: "nobody") == [
        (Joined(2, 5, CLIENT._replace(port=40002), SERVER, False), "thread 8"),
        (Joined(1, 6, CLIENT, SERVER, True), "thread 7"),
    ]


def test_an_interrupted_thread_did_not_connect() -> None:
    connecting: Connecting[str] = Connecting()
    begun = change(1, 7, 2)._replace(is_interrupted=True)
    assert connecting.feed([begun, change(2, 2, 1)], lambda one: "wrong") == []


def test_a_connection_without_a_port_was_never_on_the_wire() -> None:
    connecting: Connecting[str] = Connecting()
    assert connecting.feed([change(1, 7, 2, port=0), change(2, 2, 7, port=0)], lambda one: "x") == []


def test_after_events_were_lost_a_socket_is_joined_to_nobody_before() -> None:
    connecting: Connecting[str] = Connecting()
    connecting.feed([change(1, 7, 2)], lambda one: "before")
    connecting.forget()
    assert connecting.feed([change(2, 2, 1)], lambda one: "x") == []


def test_who_is_not_known_is_not_kept() -> None:
    connecting: Connecting[str] = Connecting()
    assert connecting.feed([change(1, 7, 2), change(2, 2, 1)], lambda one: None) == []


def test_the_oldest_of_too_many_are_given_up() -> None:
    connecting: Connecting[str] = Connecting()
    connecting.feed([change(n, 7, 2, sk=n) for n in range(MOST_CONNECTING + 1)], lambda one: "x")
    assert connecting.feed([change(1, 2, 1, sk=0)], lambda one: "x") == []
    assert len(connecting.feed([change(1, 2, 1, sk=1)], lambda one: "x")) == 1
