"""The analysis in the tree and the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.summary import summarize
from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.transport.tcp_header import ACK
from tests.dissectors.streams.talk import Talk
from tests.dissectors.transport.analysed_packets import dissections, told


def test_what_was_noticed_stands_in_tree_and_list(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"hello").send(1).send(1).wait(9).send(0, ACK, b"again").wait(900)
    found = dissections(talk.send(0, ACK, b"again", back=5), tmp_path)
    assert "[TCP Dup ACK 5#1]" in summarize(found[5]).info
    assert told(found[5], "tcp.analysis.duplicate_ack_num", "tcp.analysis.duplicate_ack_frame") == [1, 5]
    assert summarize(found[7]).info.startswith("[TCP Retransmission]")
    assert told(found[7], "tcp.analysis.rto", "tcp.analysis.rto_frame") == [901_000_000, 7]
    assert len(found[7].find("tcp.analysis.flags")) == 1
    assert not found[4].find("tcp.analysis.flags")


@pytest.mark.parametrize("mark", [Mark.FAST_RETRANSMISSION, Mark.SPURIOUS_RETRANSMISSION])
def test_every_kind_of_sending_again_is_a_retransmission(mark: Mark, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"hello")
    if mark is Mark.SPURIOUS_RETRANSMISSION:
        talk.send(1).send(0, ACK, b"hello", back=5)
    else:
        talk.send(0, ACK, b"later").send(1).send(0, ACK, b"x", is_seen=False).send(0, ACK, b"y")
        for _ in range(3):
            talk.send(1, ack_less=2)
        talk.send(0, ACK, b"x", back=2)
    last = dissections(talk, tmp_path)[-1]
    assert len(last.find(f"tcp.analysis.{(mark.name or '').lower()}")) == 1
    assert len(last.find("tcp.analysis.retransmission")) == 1
