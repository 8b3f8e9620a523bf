"""What a capture has of a socket, and whose ends a packet names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import PacketTable
from dissectors.processes.attribution import Attribution, End
from dissectors.streams.following.follow import NoSuchStream
from dissectors.streams.tables.conversations import Conversation
from dissectors.streams.tables.conversations import Endpoint as PacketEnd
from tests.dissectors.processes.found import found
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp, udp
from tui.socket_view.captured import ends_of_conversation, ends_of_packet, has_packets, stream_of_socket
from tui.socket_view.wanted import WantedSocket
from tui.sockets.entry import Endpoint, Socket

CLIENT, SERVER, OTHER = Endpoint("10.0.0.2", 40000), Endpoint("10.0.0.1", 80), Endpoint("10.0.0.2", 40001)
FRAMES = [
    tcp(CLIENT, SERVER, 0, SYN),
    tcp(OTHER, SERVER, 0, SYN),
    tcp(SERVER, CLIENT, 0, SYN | ACK),
    udp(CLIENT, SERVER),
    tcp(CLIENT, SERVER, 9_000_000, SYN),
    bytes(12) + b"\x88\xb5" + bytes(40),
]


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    return PacketTable(capture_of(FRAMES, tmp_path))


def socket_of(local: Endpoint, remote: Endpoint, protocol: str = "tcp") -> Socket:
    return Socket(protocol, "ipv4", "ESTABLISHED", local, remote)  # type: ignore[arg-type]


def test_the_latest_conversation_between_its_ends(table: PacketTable) -> None:
    assert stream_of_socket(table, socket_of(CLIENT, SERVER)) == ("tcp", 2)
    assert stream_of_socket(table, socket_of(SERVER, CLIENT)) == ("tcp", 2)
    assert stream_of_socket(table, socket_of(OTHER, SERVER)) == ("tcp", 1)
    assert stream_of_socket(table, socket_of(SERVER, CLIENT, "udp")) == ("udp", 0)
    mapped = (Endpoint(f"::ffff:{end.address}", end.port) for end in (SERVER, OTHER))
    assert stream_of_socket(table, socket_of(*mapped)) == ("tcp", 1)


def test_what_was_not_captured_or_has_no_peer_has_no_conversation(table: PacketTable) -> None:
    assert stream_of_socket(table, socket_of(CLIENT, OTHER)) is None
    assert stream_of_socket(table, Socket("tcp", "ipv4", "LISTEN", SERVER)) is None


def test_whether_there_is_any_packet(table: PacketTable) -> None:
    assert has_packets(table, "udp.port == 40000")
    assert not has_packets(table, "udp.port == 40001")


def test_the_ends_of_a_packet(table: PacketTable) -> None:
    assert ends_of_packet(table, 2) == WantedSocket("tcp", SERVER, CLIENT)
    assert ends_of_packet(table, 3) == WantedSocket("udp", CLIENT, SERVER)
    with pytest.raises(NoSuchStream, match="packet 6 belongs to no"):
        ends_of_packet(table, 5)


def test_whose_they_were_is_told_as_far_as_it_is_known(table: PacketTable) -> None:
    def told(row: int, *attributions: Attribution) -> str:
        table.attributions.append(attributions)
        return ends_of_packet(table, row).whose

    assert told(0) == ""
    assert told(3, found("dig", 5, local=End(*CLIENT), remote=End(*SERVER), protocol="udp", time_ns=0)) == (
        "Its packets went from dig (pid 5)."
    )
    curl = found("curl", 7, local=End(*CLIENT), remote=End(*SERVER), time_ns=0)
    nobody = found(user="www-data", local=End(*SERVER), remote=End(*CLIENT), time_ns=0)
    assert told(4, curl, nobody) == "Its packets went from curl (pid 7) to (www-data)."


def test_the_ends_of_a_conversation(table: PacketTable) -> None:
    table.number_streams(len(table))
    a, b = (PacketEnd(*end) for end in (CLIENT, SERVER))
    one = Conversation("tcp", a, b, 1, 0, 54, 0, 0, None, None, stream=0)
    assert ends_of_conversation(table, one) == WantedSocket("tcp", CLIENT, SERVER)
    with pytest.raises(NoSuchStream, match="only TCP and UDP"):
        ends_of_conversation(table, Conversation("eth", a, b, 1, 0, 54, 0, 0, None, None))


def test_an_error_that_quotes_a_packet_is_of_no_conversation(tmp_path: Path) -> None:
    from tests.dissectors.streams.frames import ip

    quoted = tcp(CLIENT, SERVER, 0, SYN)[14:]
    frames = [tcp(CLIENT, SERVER, 0, SYN), ip("10.0.0.9", "10.0.0.2", 1, b"\x03\x01\x00\x00" + bytes(4) + quoted)]
    table = PacketTable(capture_of(frames, tmp_path))
    assert has_packets(table, "icmp && tcp.port == 40000")
    assert stream_of_socket(table, socket_of(CLIENT, SERVER)) == ("tcp", 0)
    with pytest.raises(NoSuchStream):
        ends_of_packet(table, 1)
