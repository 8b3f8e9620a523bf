"""Outcomes in a table of conversations: the words of the verdicts, sorted by, and the sentence on demand."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversation_verdicts import judge_conversations
from dissectors.streams.tables.kinds import KINDS
from dissectors.transport.outcome import Outcome
from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 80)


@pytest.mark.parametrize(
    ("sample", "kind", "outcome"),
    [
        ("refused.pcapng", "tcp", Outcome.REFUSED),
        ("hello.pcapng", "tcp", Outcome.CLOSED),
        ("udp-unreachable.pcapng", "udp", Outcome.PORT_UNREACHABLE),
    ],
)
def test_the_word_of_a_scene(sample: str, kind: str, outcome: Outcome) -> None:
    with open_capture(SAMPLES / sample) as capture:
        capture.refresh()
        packets = PacketTable(capture)
        counts = ConversationCounts(packets.index)
        counts.extend(len(packets))
        tables = judge_conversations(packets.index, {one: counts.table(one) for one in KINDS}, len(packets))
        assert [table.record(0).outcome for name, table in tables.items() if name == kind] == [outcome]
        verdict = next(table for name, table in tables.items() if name == kind).verdict(0)
        assert verdict is not None
        assert verdict.outcomes[0] == outcome
        assert verdict.evidence
        assert tables["ip"].verdict(0) is None


def test_a_conversation_that_came_later_has_none_yet(tmp_path: Path) -> None:
    packets = PacketTable(capture_of([tcp(A, B, 1, SYN), tcp(B, ("10.0.0.9", 7), 1, ACK)], tmp_path))
    counts = ConversationCounts(packets.index, ["tcp"])
    counts.extend(2)
    earlier = judge_conversations(packets.index, {"tcp": counts.table("tcp")}, 0)["tcp"]
    assert len(earlier) == 2
    assert earlier.order("outcome").tolist() in ([0, 1], [1, 0])
    before = counts.table("tcp")
    assert (before.verdict(0), before.record(0).outcome) == (None, None)
