"""Columns print what dissections print."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dissectors import PacketTable, open_capture
from dissectors.fields import SPECS
from dissectors.packets.columns import Columns
from tests.conftest import SAMPLES
from tests.dissectors.internet.fragmented import ipv4, udp
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import capture_of
from tests.dissectors.streams.frames import udp as udp_frame
from tui.printing.field_columns import FieldColumns
from tui.printing.field_rows import FieldRows, Layout

LAYOUTS = (Layout(), Layout(occurrence="f", quote='"'), Layout(occurrence="l", separator=";"), Layout(aggregator=" "))
MOST_ROWS = 150


def opened(path: Path) -> Iterator[PacketTable]:
    with open_capture(path) as capture:
        capture.refresh(max_frames=MOST_ROWS)
        yield PacketTable(capture)


def both(table: PacketTable, names: list[str], layout: Layout, rows: list[int]) -> tuple[list[str], list[str]]:
    """Lines by columns, lines by dissection."""
    by_columns = "".join(FieldColumns(table, names, layout).lines(np.array(rows, np.int64)))
    by_dissection = FieldRows(names, layout)
    return by_columns.splitlines(), [by_dissection.line(table, row) for row in rows]


def names_with_columns(table: PacketTable) -> list[str]:
    columns = Columns(table.index)
    return [name for name in SPECS if columns.has(name)]


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.pcap*")), ids=lambda path: path.name)
def test_every_field_of_the_samples(sample: Path) -> None:
    for table in opened(sample):
        names = names_with_columns(table)
        for layout in LAYOUTS:
            by_columns, by_dissection = both(table, names, layout, list(range(len(table))))
            assert by_columns == by_dissection


def test_some_rows_only(table: PacketTable) -> None:
    names = ["frame.number", "ip.addr", "udp.port", "eth.addr", "tcp.flags"]
    by_columns, by_dissection = both(table, names, Layout(), [1, 3])
    assert by_columns == by_dissection
    assert [line.split("\t")[0] for line in by_columns] == ["2", "4"]


def test_tunnels_are_printed_from_the_outermost_layer(tmp_path: Path) -> None:
    def ip(inner: bytes, protocol: int, last: int) -> bytes:
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(inner), 0, 0, 64, protocol, 0, b"\n\0\0\1", bytes(4))
        return head[:-1] + bytes((last,)) + inner

    frame = ip(ip(ip(struct.pack("!HHHH", 1, 2, 8, 0), 17, 3), 4, 2), 4, 1)
    path = tmp_path / "tunnels.pcap"
    record = struct.pack("<IIII", 1, 0, len(frame), len(frame)) + frame
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101) + record * 2)
    for table in opened(path):
        by_columns, by_dissection = both(table, ["ip.addr", "ip.dst"], Layout(), [0, 1])
        assert by_columns == by_dissection
        assert by_columns[0] == "10.0.0.1,0.0.0.1,10.0.0.1,0.0.0.2,10.0.0.1,0.0.0.3\t0.0.0.1,0.0.0.2,0.0.0.3"


def test_times_beyond_64_bits_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "far.pcapng"
    section = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
    interface = struct.pack("<IIHHIHHB3xII", 1, 32, 1, 0, 0, 9, 1, 0, 0, 32)
    packet = struct.pack("<7II", 6, 32, 0, 3, 0, 0, 0, 32)
    path.write_bytes(section + interface + packet * 2)
    for table in opened(path):
        for rows in ([0, 1], [1]):
            by_columns, by_dissection = both(table, ["frame.time_epoch"], Layout(), rows)
            assert by_columns == by_dissection == ["12884901888.000000000"] * len(rows)


def test_fields_without_columns_are_not_served(table: PacketTable) -> None:
    assert FieldColumns.serve(table, ["ip.src", "frame.number"])
    assert not FieldColumns.serve(table, ["ip.src", "dns.qry.name"])
    assert not FieldColumns.serve(table, ["_ws.col.Info"])


def test_a_capture_that_grows(tmp_path: Path) -> None:
    path = tmp_path / "grows.pcap"
    whole = (SAMPLES / "dns.pcapng").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture)
        early = both(table, ["frame.number", "udp.port"], Layout(), list(range(len(table))))
        with path.open("ab") as file:
            file.write(whole[len(whole) // 2 :])
        rows = list(capture.refresh())
        assert rows
        late = both(table, ["frame.number", "udp.port"], Layout(), rows)
    assert early[0] == early[1]
    assert late[0] == late[1]


def test_packets_in_fragments_are_printed_where_they_are_whole(tmp_path: Path) -> None:
    datagram = udp(bytes(40))
    frames = [ipv4(datagram[:16], 0, more=True), udp_frame(("1.1.1.1", 1), ("1.1.1.2", 2)), ipv4(datagram[16:], 16)]
    table = PacketTable(capture_of(frames, tmp_path))
    names = ["frame.number", "ip.src", "udp.srcport", "udp.stream"]
    by_columns, by_dissection = both(table, names, Layout(), [0, 1, 2])
    assert by_columns == by_dissection == ["1\t10.0.0.1\t\t", "2\t1.1.1.1\t1\t0", "3\t10.0.0.1\t5000\t1"]


def test_processes_are_printed_from_columns(tmp_path: Path) -> None:
    frames = [udp_frame(CLIENT, SERVER), udp_frame(SERVER, CLIENT), udp_frame(("10.0.0.9", 1), SERVER)] * 2
    table = PacketTable(capture_of(frames, tmp_path))
    server = found("ng\nx", 9, local=SERVER, remote=CLIENT, protocol="udp", time_ns=0)
    table.attributions.append([found("dig", 7, protocol="udp", time_ns=0, uid=3), server])
    table.number_streams(len(table))
    names = ["proc.name", "proc.pid", "proc.uid", "proc.how", "proc.user", "frame.number"]
    assert FieldColumns.serve(table, names)
    for layout in LAYOUTS:
        for rows in ([0, 1, 2, 3, 4, 5], [1, 2, 3]):
            by_columns, by_dissection = both(table, names, layout, rows)
            assert by_columns == by_dissection
    assert both(table, names, Layout(), [1])[0] == ["ng\\nx,dig\t9,7\t3\texact,exact\t\t2"]
