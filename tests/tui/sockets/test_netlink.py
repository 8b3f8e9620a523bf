"""Netlink messages, whole and cut; and the kernel itself."""

from __future__ import annotations

import errno
import socket
import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.sockets.messages import attribute, datagram
from tui.sockets.netlink import DONE, ERROR, OVERRUN, NetlinkError, NetlinkSocket, attributes, messages_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="netlink is Linux's")


class Kernel:
    """A socket on which recorded datagrams come; the first question has the sequence number 1."""

    def __init__(self, *datagrams: bytes | OSError, sender: int = 0, flags: int = 0) -> None:
        self.datagrams, self.sender, self.flags = list(datagrams), sender, flags
        self.asked: list[bytes] = []

    def send(self, data: bytes) -> None:
        self.asked.append(data)

    def recvmsg_into(self, buffers: list[bytearray]) -> tuple[int, list[object], int, tuple[int, int]]:
        if not self.datagrams:
            raise BlockingIOError
        data = self.datagrams.pop(0)
        if isinstance(data, OSError):
            raise data
        buffers[0][: len(data)] = data
        return len(data), [], self.flags, (self.sender, 0)


def netlink(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> NetlinkSocket:
    one = NetlinkSocket(4)
    one._socket.close()
    monkeypatch.setattr(one, "_socket", kernel)
    return one


def bodies(one: NetlinkSocket) -> list[bytes]:
    return [message.body for message in one.ask(20, b"question")]


def test_answers_end_with_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    first = datagram((20, 1, b"abcd"), (20, 1, b"efghi"))
    kernel = Kernel(first, datagram((20, 1, b"j"), (DONE, 1, bytes(4))), datagram((20, 1, b"never")))
    assert bodies(netlink(kernel, monkeypatch)) == [b"abcd", b"efghi", b"j"]
    assert kernel.asked == [struct.pack("=IHHII", 24, 20, 0x301, 1, 0) + b"question"]


def test_the_rest_of_an_older_answer_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(datagram((20, 9, b"old"), (DONE, 9, bytes(4))), datagram((20, 1, b"new"), (DONE, 1, bytes(4))))
    assert bodies(netlink(kernel, monkeypatch)) == [b"new"]


@pytest.mark.parametrize("kind", [ERROR, DONE])
def test_a_refusal_tells_why(kind: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(datagram((kind, 1, struct.pack("=i", -errno.ENOENT))))
    with pytest.raises(NetlinkError) as refused:
        bodies(netlink(kernel, monkeypatch))
    assert refused.value.errno == errno.ENOENT


def test_what_other_programs_send_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(datagram((20, 1, b"forged"), (DONE, 1, bytes(4))), sender=4711)
    with pytest.raises(BlockingIOError):
        bodies(netlink(kernel, monkeypatch))


def test_a_datagram_that_was_cut_is_an_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(datagram((20, 1, b"half")), flags=socket.MSG_TRUNC)
    with pytest.raises(OSError, match="No buffer space") as overflow:
        bodies(netlink(kernel, monkeypatch))
    assert overflow.value.errno == errno.ENOBUFS


def test_an_overrun_is_an_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match="No buffer space"):
        bodies(netlink(Kernel(datagram((OVERRUN, 1, b""))), monkeypatch))


def test_an_interrupted_dump_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted = struct.pack("=IHHII", 16, 20, 0x12, 1, 0)
    one = netlink(Kernel(interrupted + datagram((DONE, 1, bytes(4)))), monkeypatch)
    assert bodies(one) == [b""]
    assert one.was_interrupted


def test_what_was_heard_is_all_there_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    one = netlink(Kernel(datagram((20, 0, b"a")), datagram((20, 0, b"b"))), monkeypatch)
    assert [message.body for message in one.heard()] == [b"a", b"b"]
    assert one.heard() == []


@given(st.binary(max_size=80))
def test_any_bytes_are_messages_or_none(data: bytes) -> None:
    assert sum(16 + len(message.body) for _, message in messages_in(data)) <= len(data)


@given(st.binary(max_size=80))
def test_any_bytes_are_attributes_or_none(data: bytes) -> None:
    assert all(len(value) + 4 <= len(data) for value in attributes(data).values())


def test_attributes_are_cut_where_their_length_lies() -> None:
    good = attribute(3, b"xyz")
    assert attributes(good + struct.pack("=HH", 400, 4)) == {3: b"xyz"}
    assert attributes(good + struct.pack("=HH", 0, 4)) == {3: b"xyz"}
    assert attributes(attribute(0x8000 | 5, b"")) == {5: b""}
    assert attributes(b"skip" + good, 4) == {3: b"xyz"}


def test_the_kernel_refuses_a_question_that_is_none() -> None:
    with NetlinkSocket(4) as one, pytest.raises(NetlinkError):
        list(one.ask(20, b"\xff"))
    assert one.fileno() == -1
