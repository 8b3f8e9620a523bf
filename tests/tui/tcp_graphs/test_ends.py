"""Who began a conversation."""

from __future__ import annotations

from pathlib import Path

from dissectors.statistics.tcp_graphs.observer import ConversationObserver
from tests.dissectors.statistics.tcp_graphs.talk import ACK, SYN, Said, table_of
from tests.tui.tcp_graphs.pictures import ENDS
from tui.tcp_graphs.ends import ends_of


def ends(said: list[Said], folder: Path) -> tuple[str, str] | None:
    table = table_of(said, folder)
    observer = ConversationObserver(table.index, 0)
    observer.extend(len(table))
    return ends_of(table, observer)


def test_who_sent_the_first_packet_began(tmp_path: Path) -> None:
    assert ends([Said(0, 0, 1)], tmp_path) == ENDS
    assert ends([Said(1, 0, 1)], tmp_path) == ENDS[::-1]


def test_who_answered_a_handshake_did_not_begin(tmp_path: Path) -> None:
    assert ends([Said(1, 0, 1, 1, flags=SYN | ACK)], tmp_path) == ENDS


def test_without_packets_there_is_nobody(tmp_path: Path) -> None:
    assert ends([], tmp_path) is None
