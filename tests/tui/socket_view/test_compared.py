"""Packets told beside the sockets that are seen."""

from __future__ import annotations

from pathlib import Path

from tests.dissectors.streams.talk import ACK, CLIENT, FIN, SERVER, Talk
from tests.tui.sockets.story.made import owned, tcp
from tui.socket_view.compared import SocketCompared
from tui.sockets.entry import Endpoint
from tui.sockets.seen import Seen

BEGAN = 1_700_000_000_000_000_000
SOCKET = owned(tcp("CLOSE-WAIT", Endpoint(*CLIENT), Endpoint(*SERVER)))
SEEN = Seen(SOCKET.socket.key, SOCKET, BEGAN)


def compared(folder: Path, seen: Seen, looked_at: int) -> list[str]:
    table = Talk().shake().send(1, FIN | ACK).send(0).table(folder)
    found = SocketCompared(table, lambda: [SEEN], lambda: looked_at)
    assert found.table is table
    return [remark.text for part in found(seen) for remark in part.remarks]


def test_times_count_to_the_last_look(tmp_path: Path) -> None:
    assert compared(tmp_path, SEEN, BEGAN + 40_004_000_000)[0].startswith("CLOSE-WAIT for 40 s after the peer's FIN")


def test_before_the_first_look_they_count_to_now(tmp_path: Path) -> None:
    assert " days after the peer's FIN" in compared(tmp_path, SEEN, 0)[0]


def test_one_that_closed_is_told_by_its_packets(tmp_path: Path) -> None:
    closed = SEEN._replace(closed_ns=BEGAN + 5_000_000_000)
    assert "the kernel has no such socket" in compared(tmp_path, closed, 0)[0]


def test_another_socket_has_none(tmp_path: Path) -> None:
    other = owned(tcp(local=Endpoint("10.0.0.9", 1)))
    assert compared(tmp_path, Seen(other.socket.key, other, BEGAN), 0) == []
