"""The column tier says what the packets say, or says that it does not know."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors import PacketTable, compile_filter, open_capture
from dissectors.capture_file import PcapWriter
from dissectors.filters.columns import ColumnTier
from dissectors.packets.columns import Columns
from dissectors.packets.layer_index import LayerIndex
from tests.dissectors import golden

EXACT = [
    "tcp",
    "!udp",
    "tcp.port == 1234",
    "tcp.port != 1234",
    "tcp.port === 1234",
    "tcp.port !== 1234",
    "ip.addr == 127.0.0.1",
    "ip.addr != 127.0.0.1",
    "ip.src == 10.0.0.0/8 || ip.dst == 127.0.0.0/8",
    "ip.addr > 10.0.0.1",
    "ipv6.addr == ::1",
    "ipv6.src == 2001:db8::/32",
    "ipv6.dst >= fe80::",
    "eth.src == 00:00:00:00:00:00",
    "eth.addr[0:3] == 00:00:00",
    "eth.dst[-1:] == 00",
    "eth.src[5:1] == 0",
    "ip.src[0] == 7f",
    "eth.type == 0x0800",
    "tcp.flags & 0x12",
    "tcp.flags & 0x2 == 2",
    "tcp.flags.syn == True && tcp.flags.ack == 0",
    "udp.port in {53, 1000..2000}",
    "ip.ttl in {64}",
    "frame.len > 60 and frame.number <= 40",
    "frame.cap_len == 42",
    "ip.proto == 6 xor frame.number == 3",
    "not (tcp or udp) and ip",
    "all ip.addr == 127.0.0.1",
    "frame[12:2] == 08:00",
    "frame[0] == 00",
    "frame[60:20] != 00",
    "frame[4000:2]",
    "frame[60:20] < 00",
    "frame[60:20] <= 00:00:00",
    "frame[0:2] > ff",
    "frame[4000:2] != 00",
    "all frame[60:20] == 00",
    "eth.src[0:2] < ff",
    "eth.src[0,9,1] == 00",
    "ip.src[4] < 00",
    "all tcp.port in {1234, 1025..65535}",
    "ip.host",
]
OPEN = [
    'dns.qry.name contains "remora"',
    "tcp.options.mss_val > 100",
    "ip.src == ip.dst",
    "count(ip.addr) > 2",
    "ip.ttl + 1 == 65",
    'http.host == "remora.test"',
    "ip.src#1 == 127.0.0.1",
    "frame[-2:] == 00:00",
    "frame[0:2, 4000:2] == 00:00",
    'frame contains "hello"',
    'tcp.payload matches "hel+o"',
    "!(dns.flags.rcode == 0)",
    "data.len > 3 or tcp",
    "_ws.malformed",
    'string(ip.ttl) == "64"',
    'ip.host contains "127"',
    'ip.src_host == "127.0.0.1"',
]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[PacketTable]:
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    for path in golden.paths():
        frame = golden.read(path).frame
        if frame.link_type == 1:
            writer.write(0, frame.data, frame.length)
            writer.write(0, frame.data[: len(frame.data) // 2], frame.length)
    for path in sorted(samples.glob("*.pcapng")):
        with open_capture(path) as capture:
            for row in list(capture.refresh())[:12]:
                writer.write(0, capture.data(row)[:2000])
    made = tmp_path_factory.mktemp("columns") / "all.pcap"
    made.write_bytes(written.getvalue())
    with open_capture(made) as opened:
        opened.refresh()
        yield PacketTable(opened)


def both(table: PacketTable, text: str) -> tuple[np.ndarray, np.ndarray, list[bool]]:
    """Possible and certain rows by columns, and what the packets say."""
    index = LayerIndex(table.capture, table.registry)
    tier, chosen = ColumnTier(Columns(index)), compile_filter(text)
    possible, certain = [], []
    while index.extend(50):
        pass
    for piece in index.pieces:
        answer = chosen.answer(tier, piece)
        possible.append(answer.possible)
        certain.append(answer.certain)
    expected = [chosen.matches(table.dissection(row)) for row in range(len(table))]
    return np.concatenate(possible), np.concatenate(certain), expected


@pytest.mark.parametrize("text", EXACT)
def test_columns_alone_answer(table: PacketTable, text: str) -> None:
    possible, certain, expected = both(table, text)
    assert possible.tolist() == expected
    assert certain.tolist() == expected


@pytest.mark.parametrize("text", OPEN)
def test_packets_are_asked_where_the_field_can_be(table: PacketTable, text: str) -> None:
    possible, certain, expected = both(table, text)
    assert np.all(possible >= np.array(expected))
    assert np.all(certain <= np.array(expected))


def test_few_packets_are_asked_for_names(table: PacketTable) -> None:
    possible, _, _ = both(table, 'dns.qry.name contains "remora"')
    assert 0 < possible.sum() < len(table) / 2


def test_empty_filter_chooses_everything(table: PacketTable) -> None:
    possible, certain, expected = both(table, "")
    assert possible.all()
    assert certain.all()
    assert all(expected)


ATOMS = st.sampled_from([text for text in EXACT + OPEN if " matches " not in text])


def combined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(parts, st.sampled_from(["&&", "||", "xor"]), parts).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        parts.map(lambda text: f"!({text})"),
    )


@settings(max_examples=60, deadline=None)
@given(st.recursive(ATOMS, combined, max_leaves=5))
def test_any_combination_is_between_certain_and_possible(table: PacketTable, text: str) -> None:
    possible, certain, expected = both(table, text)
    assert np.all(possible >= np.array(expected))
    assert np.all(certain <= np.array(expected))


@st.composite
def damaged(draw: st.DrawFn, frames: list[bytes]) -> list[bytes]:
    """Some of the frames in any order, some cut, some with wrong bytes."""
    made = []
    for frame in draw(st.lists(st.sampled_from(frames), min_size=1, max_size=8)):
        data = bytearray(frame[: draw(st.integers(0, len(frame)))] if draw(st.booleans()) else frame)
        places = st.tuples(st.integers(0, max(len(data) - 1, 0)), st.integers(0, 255))
        for place, byte in draw(st.lists(places, max_size=3)) if data else ():
            data[place] = byte
        made.append(bytes(data))
    return made


@settings(max_examples=60, deadline=None)
@given(st.data(), st.recursive(ATOMS, combined, max_leaves=4))
def test_columns_and_packets_agree_on_any_capture(
    table: PacketTable, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, text: str
) -> None:
    frames = [table.capture.data(row) for row in range(len(table))]
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    for frame in data.draw(damaged(frames)):
        writer.write(0, frame, len(frame))
    path = tmp_path_factory.mktemp("random") / "random.pcap"
    path.write_bytes(written.getvalue())
    with open_capture(path) as opened:
        opened.refresh()
        possible, certain, expected = both(PacketTable(opened), text)
    assert np.all(possible >= np.array(expected))
    assert np.all(certain <= np.array(expected))


def test_fields_stand_only_where_rows_with_says(table: PacketTable) -> None:
    index = LayerIndex(table.capture, table.registry)
    index.extend()
    columns, (piece,) = Columns(index), index.pieces
    for row in range(piece.count):
        for name in {field.spec.name for field in table.dissection(row).fields() if field.spec.name}:
            assert columns.rows_with(name, piece)[row], (row, name)
