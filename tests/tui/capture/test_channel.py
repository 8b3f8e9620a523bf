from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.capture.channel import LONGEST_LINE, Channel, ChannelClosed


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Channel]]:
    pair = tuple(map(Channel, socket.socketpair()))
    yield pair
    for end in pair:
        end.close()


def test_messages_arrive_whole_whatever_the_pieces() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        channel = Channel(theirs)
        line = b'{"command":"stop","id":7}\n'
        for byte in line[:-1]:
            ours.send(bytes([byte]))
            assert channel.receive() == []
        ours.send(line[-1:] + line)
        assert channel.receive() == [{"command": "stop", "id": 7}] * 2
        channel.close()


def test_a_descriptor_comes_along_as_a_copy(ends: tuple[Channel, Channel], tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    ends[0].send({"id": 1}, descriptor)
    os.close(descriptor)
    assert ends[1].receive() == [{"id": 1, "descriptor": True}]
    received = ends[1].take_descriptor()
    assert received is not None
    assert not os.get_inheritable(received)
    os.write(received, b"still open")
    os.close(received)
    assert (tmp_path / "file").read_bytes() == b"still open"
    assert ends[1].take_descriptor() is None


def test_the_end_of_the_other_side_is_noticed(ends: tuple[Channel, Channel]) -> None:
    ends[0].shutdown()
    with pytest.raises(ChannelClosed):
        ends[1].receive()


@pytest.mark.parametrize("line", [b"no json\n", b"[1]\n", b"\xff\n", b"[" * 50_000 + b"\n"])
def test_what_is_no_message_closes_the_channel(line: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        channel = Channel(theirs)
        ours.send(line)
        with pytest.raises(ChannelClosed):
            channel.receive()
        channel.close()


def test_a_line_without_an_end_is_not_collected_for_ever() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        channel = Channel(theirs)

        def send_on() -> None:
            sent = 0
            while sent <= 2 * LONGEST_LINE:
                sent += ours.send(b"x" * 4096)
                channel.receive()

        with pytest.raises(ChannelClosed):
            send_on()
        channel.close()


def test_what_does_not_fit_is_sent_later(ends: tuple[Channel, Channel]) -> None:
    socket.socket(fileno=os.dup(ends[0].fileno())).setblocking(False)
    count = 0
    while not ends[0].is_backed_up:
        ends[0].send({"number": count, "padding": "x" * 1000})
        count += 1
    received: list[object] = []
    while len(received) < count:
        received += [message["number"] for message in ends[1].receive()]
        ends[0].flush()
    assert received == list(range(count))
    assert not ends[0].is_backed_up
