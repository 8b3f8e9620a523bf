"""Conversations among the statistics: as `remora conversations` has them."""

from __future__ import annotations

from tests.tui.statistics.subjects import subject_of
from tui.statistics.conversations import conversation_table, conversation_tables


def test_every_kind_that_there_is_has_a_table() -> None:
    with subject_of("hello.pcapng") as subject:
        titles = [table.title for table in conversation_tables(subject)]
    assert titles == ["Ethernet: 1 conversation", "IPv4: 1 conversation", "TCP: 1 conversation"]


def test_what_became_of_it_is_told() -> None:
    with subject_of("refused.pcapng") as subject:
        table = conversation_table(subject, "tcp")
        assert {one["outcome"] for one in table.records} == {"refused"}
        assert "refused" in "\n".join(table.lines(100))
        assert table.records[0]["byte_share"] is not None


def test_what_the_segments_of_tcp_tell_is_there() -> None:
    with subject_of("hello.pcapng") as subject:
        table = conversation_table(subject, "tcp")
        assert table.records[0]["initial_rtt_ns"] > 0
        assert table.records[0]["retransmissions"] == 0
        assert "RTT" in next(iter(list(table.lines(160))[1:]))
        (ethernet,) = [one for one in conversation_tables(subject) if one.title.startswith("Ethernet")]
        assert "RTT" not in "\n".join(ethernet.lines(160))
