"""Which conversations of a capture are a socket's."""

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import SYN, capture_of, tcp, udp
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.wire.finding import side_of, stream_of, streams_of, transport_of

A, B = ("10.0.0.1", 80), ("10.0.0.2", 40_000)
C, D = ("2001:db8::1", 80), ("2001:db8::2", 40_000)
FRAMES = [
    tcp(B, A, 100, SYN),
    tcp(("10.0.0.3", 40_000), A, 5, SYN),
    tcp(A, ("10.0.0.9", 80), 5, SYN),
    tcp(D, C, 7, SYN),
    udp(B, A),
    tcp(B, A, 900_000, SYN),
]


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    return PacketTable(capture_of(FRAMES, tmp_path))


def made(protocol: str, local: tuple[str, int], remote: tuple[str, int] | None, **more: object) -> Socket:
    end = Endpoint(*remote) if remote is not None else None
    return Socket(protocol, "ipv4", "ESTABLISHED", Endpoint(*local), end)._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (made("tcp", A, B), [0, 4]),
        (made("tcp", B, A), [0, 4]),
        (made("tcp", ("::ffff:10.0.0.1", 80), ("::ffff:10.0.0.2", 40_000)), [0, 4]),
        (made("tcp", C, D), [3]),
        (made("udp", A, B), [0]),
        (made("udplite", A, B), [0]),
        (made("tcp", A, ("10.0.0.2", 1)), []),
        (made("raw", A, B), []),
        (made("tcp", ("no address", 80), B), []),
        (Socket("unix", "unix", "LISTEN"), []),
        (made("tcp", ("10.0.0.1", 80), None), [0, 1, 4]),
        (made("tcp", ("0.0.0.0", 80), None), [0, 1, 2, 4]),
        (made("tcp", ("::", 80), None, only_ipv6=True), [3]),
        (made("tcp", ("::", 80), None, only_ipv6=False), [0, 1, 2, 3, 4]),
        (made("tcp", ("no address", 80), None), []),
        (made("tcp", ("0.0.0.0", 0), None), []),
    ],
)
def test_conversations_are_found_by_their_ends(table: PacketTable, one: Socket, found: list[int]) -> None:
    assert streams_of(table, one).tolist() == found


def test_the_latest_one_counts(table: PacketTable) -> None:
    assert stream_of(table, made("tcp", A, B)) == 4
    assert stream_of(table, made("tcp", A, C)) is None


def test_sides_are_those_of_the_numbers_of_streams(table: PacketTable) -> None:
    table.number_streams(len(table))
    low = side_of(Endpoint(*B), Endpoint(*A))
    assert side_of(Endpoint(*A), Endpoint(*B)) == 1 - low
    assert table.index.streams.sides_of("tcp", 0)[1].tolist() == [low]


def test_only_tcp_and_udp_have_conversations() -> None:
    kinds = ("tcp", "udp", "udplite", "raw")
    assert [transport_of(made(kind, A, B)) for kind in kinds] == ["tcp", "udp", "udp", None]
