"""Conversations read as ladders: who stands where, what each segment says, what is missing."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors import PacketTable, open_capture
from dissectors.capture_file import CaptureFile
from dissectors.streams.following.follow import Followed
from dissectors.streams.ladders.ladder import Arrow, Gap, Ladder, Line
from dissectors.streams.ladders.ladder_reading import ConversationReader
from dissectors.streams.tcp_analysis.marks import Mark
from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import capture_of, ip, udp

A, B = ("10.0.0.1", 40000), ("10.0.0.2", 80)
SYN, ACK, PSH, FIN, RST = 0x02, 0x10, 0x08, 0x01, 0x04


def segment(
    source: tuple[str, int],
    target: tuple[str, int],
    flags: int,
    sequence: int,
    acknowledgment: int = 0,
    data: bytes = b"",
) -> bytes:
    ports = (source[1], target[1])
    head = struct.pack("!HHIIBBHHH", *ports, sequence % 2**32, acknowledgment % 2**32, 0x50, flags, 1000, 0, 0)
    return ip(source[0], target[0], 6, head + data)


def quoting(packet: bytes) -> bytes:
    """ICMP port unreachable from B about a packet of A's."""
    return ip(B[0], A[0], 1, bytes([3, 3, 0, 0, 0, 0, 0, 0]) + packet[14:42])


def read(capture: CaptureFile, protocol: Followed = "tcp", stream: int = 0) -> Ladder:
    table = PacketTable(capture)
    reader, ladder = ConversationReader(table, protocol, stream), Ladder(table)
    while not reader.is_done:
        ladder.append(reader.read())
    return ladder


def sample(name: str, protocol: Followed = "tcp", stream: int = 0) -> Ladder:
    capture = open_capture(SAMPLES / name)
    while capture.refresh():
        pass
    return read(capture, protocol, stream)


def lines_of(ladder: Ladder) -> list[Line]:
    return [ladder.line(line) for line in range(len(ladder))]


def test_a_handshake_has_relative_numbers_and_states() -> None:
    ladder = sample("hello.pcapng")
    assert ladder.titles[1] == "127.0.0.1:1234"
    assert ladder.titles[0].startswith("127.0.0.1:")
    first, second, third, data, *_ = lines_of(ladder)
    assert isinstance(first, Arrow)
    assert isinstance(second, Arrow)
    assert isinstance(third, Arrow)
    assert isinstance(data, Arrow)
    assert [(arrow.source, arrow.target) for arrow in (first, second, third)] == [(0, 1), (1, 0), (0, 1)]
    assert first.segment is not None
    assert second.segment is not None
    assert third.segment is not None
    assert (first.segment.sequence, first.segment.acknowledgment, first.segment.flags) == (0, None, SYN)
    assert (second.segment.sequence, second.segment.acknowledgment) == (0, 1)
    assert (third.segment.sequence, third.segment.acknowledgment, third.segment.length) == (1, 1, 0)
    assert third.segment.window == 65_536
    assert [change.now.value for change in third.changes] == ["ESTABLISHED", "ESTABLISHED"]
    assert data.segment is not None
    assert data.segment.length == 22


@pytest.mark.parametrize("name", ["hello.pcapng", "hello-ipv6.pcapng", "zero-window.pcapng", "wire.pcapng"])
def test_every_packet_of_the_conversation_has_a_line(name: str) -> None:
    ladder = sample(name)
    rows = [line.row for line in lines_of(ladder) if isinstance(line, Arrow)]
    assert rows == list(range(len(ladder.table)))


def test_ipv6_ends_are_written_with_brackets() -> None:
    assert sample("hello-ipv6.pcapng").titles[1] == "[::1]:1234"


def test_bytes_that_were_not_captured_are_a_line_of_their_own(tmp_path: Path) -> None:
    frames = [
        segment(A, B, SYN, 2**32 - 2),
        segment(B, A, SYN | ACK, 500, 2**32 - 1),
        segment(A, B, ACK, 2**32 - 1, 501),
        segment(A, B, ACK | PSH, 2**32 - 1, 501, b"abc"),
        segment(A, B, ACK | PSH, 1402, 501, b"def"),
        segment(B, A, ACK, 501, 2),
        segment(B, A, ACK, 501, 2),
        segment(B, A, ACK, 501, 2),
    ]
    ladder = read(capture_of(frames, tmp_path))
    lines = lines_of(ladder)
    assert lines[4] == Gap(4, 0, 1, 1400)
    behind = lines[5]
    assert isinstance(behind, Arrow)
    assert behind.segment is not None
    assert (behind.row, behind.segment.sequence) == (4, 1404)
    duplicates = [line.segment.duplicate for line in lines if isinstance(line, Arrow) and line.segment is not None]
    assert duplicates == [0, 0, 0, 0, 0, 0, 1, 2]
    assert ladder.line_of(4) == 5
    assert ladder.row(4) == 4


def test_a_repeated_segment_is_marked(tmp_path: Path) -> None:
    data = segment(A, B, ACK | PSH, 101, 501, b"abc")
    frames = [segment(A, B, SYN, 100), segment(B, A, SYN | ACK, 500, 101), segment(A, B, ACK, 101, 501), data, data]
    last = lines_of(read(capture_of(frames, tmp_path)))[-1]
    assert isinstance(last, Arrow)
    assert last.segment is not None
    assert last.segment.marks & (Mark.RETRANSMISSION | Mark.OUT_OF_ORDER)


def test_who_opens_is_on_the_left_even_if_only_the_answer_was_captured(tmp_path: Path) -> None:
    ladder = read(capture_of([segment(B, A, SYN | ACK, 500, 101), segment(A, B, ACK, 101, 501)], tmp_path))
    assert ladder.titles == ["10.0.0.1:40000", "10.0.0.2:80"]
    assert [(line.source, line.target) for line in lines_of(ladder)] == [(1, 0), (0, 1)]


def test_an_error_goes_to_who_sent_what_it_quotes(tmp_path: Path) -> None:
    sent, opened = udp(A, B), segment(A, B, SYN, 100)
    ladder = read(capture_of([sent, quoting(sent), opened, quoting(opened)], tmp_path), "udp")
    first, error = lines_of(ladder)
    assert isinstance(error, Arrow)
    assert (first.source, error.source, error.target, error.protocol) == (0, 1, 0, "ICMP")
    ladder = read(capture_of([sent, quoting(sent), opened, quoting(opened)], tmp_path), "tcp")
    first, error = lines_of(ladder)
    assert isinstance(error, Arrow)
    assert (error.source, error.target, error.segment) == (1, 0, None)
    assert ladder.state(1, 0) is not None


def test_a_growing_capture_gives_the_same_lines(tmp_path: Path) -> None:
    whole = lines_of(sample("wire.pcapng"))
    data = (SAMPLES / "wire.pcapng").read_bytes()
    path = tmp_path / "growing.pcapng"
    path.write_bytes(data[: len(data) // 3])
    capture = open_capture(path)
    capture.refresh()
    table = PacketTable(capture)
    reader, ladder = ConversationReader(table, "tcp", 0), Ladder(table)
    for size in (len(data) // 3, len(data) // 2, len(data)):
        path.write_bytes(data[:size])
        while capture.refresh():
            pass
        while not reader.is_done:
            ladder.append(reader.read())
    assert lines_of(ladder) == whole


def fragments(packet: bytes, size: int) -> list[bytes]:
    """An IPv4 packet in Ethernet frames with so many bytes of payload each, a multiple of eight."""
    head, payload = packet[:34], packet[34:]
    found = []
    for start in range(0, len(payload), size):
        piece = payload[start : start + size]
        more = 0x2000 if start + size < len(payload) else 0
        changed = struct.pack("!HHH", 20 + len(piece), 77, more | start // 8)
        found.append(head[:16] + changed + head[22:] + piece)
    return found


def test_a_segment_in_fragments_has_a_line_where_it_is_whole(tmp_path: Path) -> None:
    whole = segment(A, B, ACK | PSH, 101, 501, b"abcdefgh" * 6)
    frames = [
        segment(A, B, SYN, 100),
        segment(B, A, SYN | ACK, 500, 101),
        segment(A, B, ACK, 101, 501),
        *fragments(whole, 32),
        segment(B, A, ACK, 501, 149),
    ]
    ladder = read(capture_of(frames, tmp_path))
    arrows = [line for line in lines_of(ladder) if isinstance(line, Arrow)]
    assert [arrow.row for arrow in arrows] == [0, 1, 2, 5, 6]
    assert arrows[3].segment is not None
    assert (arrows[3].source, arrows[3].segment.sequence, arrows[3].segment.length) == (0, 1, 48)
    assert not any(isinstance(line, Gap) for line in lines_of(ladder))
    first = read(capture_of(fragments(whole, 32), tmp_path))
    assert first.titles == ["10.0.0.1:40000", "10.0.0.2:80"]


def test_other_conversations_have_no_lines() -> None:
    ladder = sample("timeout.pcapng", stream=1)
    assert {line.row for line in lines_of(ladder)}.isdisjoint({0, 1, 2})
    assert len(sample("timeout.pcapng", stream=7)) == 0


def test_a_connection_with_itself_keeps_two_columns(tmp_path: Path) -> None:
    ladder = read(capture_of([segment(A, A, SYN, 1), segment(A, A, SYN, 1)], tmp_path))
    assert ladder.titles == ["10.0.0.1:40000", "10.0.0.1:40000"]
