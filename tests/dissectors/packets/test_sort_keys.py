"""Orders by every column equal those that the dissected packets give."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors import PacketTable, open_capture
from dissectors.errors import CaptureFileError
from dissectors.fields import SIGNED, UNSIGNED
from dissectors.frame import Frame
from dissectors.packets import asking
from dissectors.packets.dissected_keys import DissectedKeys
from dissectors.packets.sort_keys import FrameKeys, TextKeys, keys_of, sortable
from dissectors.packets.whole_keys import WithWholePackets
from tests.conftest import all_captures
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

OWN_COLUMNS = ("number", "time", "source", "destination", "protocol", "length", "info")
FIELDS = (
    *("tcp.port", "ip.addr", "ip.ttl", "tcp.seq_raw", "eth.src", "ipv6.dst", "dns.qry.name", "data", "frame.len"),
    "frame.hierarchy",
)
SMALL = 12_000
"""Bytes of the captures that are dissected here."""
LONG = 60.0


def address_key(text: str) -> tuple[int, bytes] | None:
    if not text:
        return None
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return 2, bytes.fromhex(text.replace(":", ""))
    return (0 if address.version == 4 else 1), address.packed


def key(table: PacketTable, name: str, row: int) -> Any:
    summary = table.summary(row)
    match name:
        case "number":
            return row
        case "time":
            return table.time(row)
        case "source" | "destination":
            return address_key(getattr(summary, name))
        case "protocol" | "length" | "info":
            return getattr(summary, name)
    found = table.dissection(row).find(name)
    if not found:
        return None
    value = found[0].line if found[0].value is None else found[0].value
    return (0, value) if isinstance(value, int) else (1, value.encode() if isinstance(value, str) else value)


def expected(table: PacketTable, name: str, descending: bool) -> list[int]:
    keys = [key(table, name, row) for row in range(len(table))]
    having = [row for row, one in enumerate(keys) if one is not None]
    return sorted(having, key=lambda row: keys[row], reverse=descending) + [
        row for row, one in enumerate(keys) if one is None
    ]


def ordered(table: PacketTable, name: str, descending: bool = False) -> list[int]:
    ordering = table.ordering(name, descending=descending)
    ordering.add(np.arange(len(table)))
    ordering.step(LONG)
    assert ordering.is_done
    ordering.close()
    return ordering.rows.tolist()


@pytest.mark.parametrize("path", [p for p in all_captures() if p.stat().st_size < SMALL], ids=lambda p: p.name)
def test_captures_are_ordered_as_their_packets_are_shown(path: Path) -> None:
    try:
        capture = open_capture(path)
        capture.refresh()
    except CaptureFileError:
        return
    with capture:
        table = PacketTable(capture, report_bug=lambda frame, protocol, error: None)
        for number, name in enumerate((*OWN_COLUMNS, *FIELDS)):
            descending = bool(number % 2)
            assert ordered(table, name, descending) == expected(table, name, descending), name


ADDRESSES = st.sampled_from(["10.0.0.1", "9.9.9.9", "200.0.0.2", "::1", "2001:db8::2"])


def pairs(draw: st.DrawFn) -> tuple[str, str]:
    source = draw(ADDRESSES)
    return source, draw(ADDRESSES.filter(lambda other: (":" in other) == (":" in source)))


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    (a, b), ports = pairs(draw), draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return tcp((a, ports[0]), (b, ports[1]), data=bytes(draw(st.integers(0, 3))))
    if kind == 1:
        return udp((a, ports[0]), (b, ports[1]))
    if kind == 2 and ":" not in a:
        inner = tcp(("1.1.1.1", ports[0]), (draw(st.sampled_from(["8.8.8.8", "0.0.0.9"])), ports[1]))[14:]
        return ip(a, b, 4, inner[: draw(st.sampled_from([10, 30, 60]))])
    return ip(a, b, 1, bytes([3, 0, 0, 0, 0, 0, 0, 0]) + udp(("1.2.3.4", 5), ("6.7.8.9", 10))[14:])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(frames(), max_size=12), st.sampled_from((*OWN_COLUMNS, *FIELDS)), st.booleans())
def test_random_captures_are_too(tmp_path: Path, some: list[bytes], name: str, descending: bool) -> None:
    with capture_of(some, tmp_path) as capture:
        table = PacketTable(capture)
        assert ordered(table, name, descending) == expected(table, name, descending)


def test_columns_spare_the_dissections(samples: Path) -> None:
    with open_capture(samples / "hello.pcapng") as capture:
        capture.refresh()
        index = PacketTable(capture).index
        registry = index.registry

        def frame(row: int) -> Frame:
            raise AssertionError

        assert isinstance(keys_of("time", index, registry, frame), FrameKeys)
        assert isinstance(keys_of("tcp.port", index, registry, frame), WithWholePackets)
        dissected = keys_of("dns.qry.name", index, registry, frame)
        assert isinstance(dissected, DissectedKeys)
        assert [part.examined for part in dissected.read(np.arange(3))] == [3]


@pytest.mark.parametrize("name", ["protocol", "info"])
def test_workers_give_the_same_order(samples: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_capture(samples / "http.pcapng") as capture:
        capture.refresh()
        table = PacketTable(capture)
        here = ordered(table, name)
        monkeypatch.setattr(asking, "FEW", 0)
        assert ordered(table, name) == here


def test_signed_numbers_are_in_the_order_of_their_values() -> None:
    values = np.array([[0xFF, 0xFF], [0, 1], [0x80, 0]], np.uint8)
    assert np.argsort(sortable(values, SIGNED)).tolist() == [2, 0, 1]
    assert sortable(np.array([True, False]), UNSIGNED).dtype == np.uint64


@pytest.mark.parametrize("name", ["process", "proc.name", "frame.hierarchy"])
def test_texts_that_have_a_column_are_not_dissected(tmp_path: Path, name: str) -> None:
    table = PacketTable(capture_of([udp(CLIENT, SERVER)], tmp_path))
    assert isinstance(keys_of(name, table.index, table.registry, table.frame), TextKeys)


@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
def test_processes_are_ordered_by_their_names(tmp_path: Path, long: bool) -> None:
    """Those that nobody knows come last."""
    ports = [5, 3, 9, 4, 7]
    table = PacketTable(capture_of([udp((CLIENT.address, port), SERVER) for port in ports], tmp_path))
    names = {3: "nc", 4: "curl" * (30 if long else 2), 7: "zsh", 9: "curl"}
    ends = ((CLIENT._replace(port=port), name) for port, name in names.items())
    table.attributions.append(found(name, 7, local=end, protocol="udp", time_ns=9) for end, name in ends)
    for column in ("process", "proc.name"):
        assert ordered(table, column) == [2, 3, 1, 4, 0]
        assert ordered(table, column, descending=True) == [4, 1, 3, 2, 0]
    assert ordered(table, "proc.pid") == [1, 2, 3, 4, 0]
