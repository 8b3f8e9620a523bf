"""Conversations as a table: records, filters that choose them, and orders."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.filters import compile_filter
from dissectors.packets.table import PacketTable
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import COLUMNS, Conversation, Conversations, Endpoint
from dissectors.streams.tables.kinds import KINDS, Kind
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp, udp

LOW, HIGH, SIX = ("9.0.0.1", 9), ("10.0.0.1", 1000), ("2001:db8::1", 7)
FRAMES = [
    tcp(HIGH, LOW, 1, SYN),
    tcp(("10.0.0.1", 999), LOW, 1, SYN, b"longer"),
    tcp(LOW, HIGH, 9, ACK, bytes(100)),
    udp(SIX, ("2001:db8::2", 9)),
    udp(LOW, LOW),
    tcp(SIX, ("2001:db8::2", 9), 1, SYN),
]


@pytest.fixture
def packets(tmp_path: Path) -> PacketTable:
    return PacketTable(capture_of(FRAMES, tmp_path))


def counted(packets: PacketTable, kind: Kind) -> Conversations:
    counts = ConversationCounts(packets.index, [kind])
    counts.extend(len(packets))
    return counts.table(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_filter_of_a_conversation_chooses_its_packets(packets: PacketTable, kind: Kind) -> None:
    table = counted(packets, kind)
    for place in range(len(table)):
        record = table.record(place)
        matching = packets.matching(compile_filter(record.filter))
        assert len(matching.step(10)) == record.packets, record.filter


def test_the_filter_of_a_kind_without_streams_names_both_ends() -> None:
    one = Conversation("sctp", Endpoint("10.0.0.1", 5), Endpoint("10.0.0.2", 7), 1, 0, 60, 0, 0, None, None)
    assert one.filter == "ip.addr == 10.0.0.1 && ip.addr == 10.0.0.2 && sctp.port == 5 && sctp.port == 7"
    same = Conversation("ipv6", Endpoint("::1"), Endpoint("::1"), 1, 0, 60, 0, 0, None, None)
    assert same.filter == "ipv6.src == ::1 && ipv6.dst == ::1"
    compile_filter(one.filter)


def test_endpoints_are_written_as_they_are_typed() -> None:
    assert str(Endpoint("2001:db8::1", 80)) == "[2001:db8::1]:80"
    assert str(Endpoint("10.0.0.1", 80)) == "10.0.0.1:80"
    assert str(Endpoint("02:00:00:00:00:01")) == "02:00:00:00:00:01"


def test_rates_are_bits_over_the_whole_duration_and_none_without_one() -> None:
    ends = Endpoint("10.0.0.1"), Endpoint("10.0.0.2")
    one = Conversation("ip", *ends, 2, 1, 1000, 50, 0, 5_000_000_000, 7_000_000_000)
    assert (one.rate_a_to_b, one.rate_b_to_a) == (4000.0, 200.0)
    assert Conversation("ip", *ends, 1, 0, 60, 0, 0, 5, 5).rate_a_to_b is None
    assert Conversation("ip", *ends, 1, 0, 60, 0, 0, None, None).duration is None


def test_every_column_orders_either_way(packets: PacketTable) -> None:
    table = counted(packets, "tcp")
    assert len(table) == 3
    for name in COLUMNS:
        forth, back = table.order(name).tolist(), table.order(name, descending=True).tolist()
        assert sorted(forth) == sorted(back) == [0, 1, 2]
        keys = [tuple(int(key[place]) for key in COLUMNS[name](table)) for place in forth]
        assert keys == sorted(keys), name
        keys = [tuple(int(key[place]) for key in COLUMNS[name](table)) for place in back]
        assert keys == sorted(keys, reverse=True), name
    with pytest.raises(KeyError):
        table.order("colour")


def test_addresses_are_ordered_as_numbers_and_then_by_port(packets: PacketTable) -> None:
    table = counted(packets, "tcp")
    assert [str(table.record(place).a) for place in table.order("a").tolist()] == [
        "10.0.0.1:999",
        "10.0.0.1:1000",
        "[2001:db8::1]:7",
    ]


def test_those_alike_stay_in_order_both_ways(packets: PacketTable) -> None:
    table = counted(packets, "tcp")
    assert table.order("packets_a_to_b").tolist() == [0, 1, 2]
    assert table.order("packets_a_to_b", descending=True).tolist() == [0, 1, 2]


def test_a_conversation_is_found_again_by_its_number(packets: PacketTable) -> None:
    table = counted(packets, "udp")
    assert [table.place_of(number) for number in (0, 1, 2)] == [0, 1, None]
