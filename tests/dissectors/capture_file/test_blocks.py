from __future__ import annotations

import struct

import pytest

from dissectors.capture_file import blocks
from dissectors.capture_file.clock import Clock
from dissectors.capture_file.contents import ResolvedName, Section
from dissectors.capture_file.options import BadOptions
from tests.dissectors.capture_file.build import END, ORDERS, option, padded

both_orders = pytest.mark.parametrize("order", ORDERS)


def section_body(order: str, version: tuple[int, int] = (1, 0), options: bytes = b"") -> bytes:
    return struct.pack(order + "IHHq", 0x1A2B3C4D, *version, -1) + options


@both_orders
def test_section_options(order: str) -> None:
    options = b"".join(option(order, code, b"%d" % code) for code in (1, 1, 2, 3, 4)) + END
    section = blocks.read_section(section_body(order, (1, 2), options), order, 7)
    assert (section.number, section.comments, section.hardware) == (7, ("1", "1"), "2")
    assert (section.os, section.application) == ("3", "4")


@pytest.mark.parametrize("version", [(2, 0), (1, 1), (0, 0)])
def test_unknown_section_versions_are_refused(version: tuple[int, int]) -> None:
    with pytest.raises(blocks.BadBlock, match=f"version {version[0]}.{version[1]}"):
        blocks.read_section(section_body("<", version), "<", 0)


@both_orders
def test_interface_options(order: str) -> None:
    options = (
        option(order, 2, b"eth0")
        + option(order, 3, b"the first")
        + option(order, 8, struct.pack(order + "Q", 10**9))
        + option(order, 9, b"\x09")
        + option(order, 11, b"\0tcp port 80")
        + option(order, 12, b"Linux")
        + option(order, 13, b"\x04")
        + option(order, 14, struct.pack(order + "q", -5))
        + option(order, 15, b"card")
        + option(order, 1, b"note")
        + END
    )
    section = Section(2, order)
    interface = blocks.read_interface(struct.pack(order + "HHI", 113, 0, 96) + options, section, 5)
    assert (interface.index, interface.section, interface.number) == (5, 2, 0)
    assert (interface.link_type, interface.snap_length) == (113, 96)
    assert (interface.name, interface.description, interface.filter) == ("eth0", "the first", "tcp port 80")
    assert (interface.os, interface.hardware, interface.comments) == ("Linux", "card", ("note",))
    assert (interface.speed, interface.fcs_length) == (10**9, 4)
    assert interface.clock == Clock(10**9, -5)
    assert (interface.ticks_per_second, interface.offset_seconds) == (10**9, -5)


@pytest.mark.parametrize(
    ("resolution", "rate"),
    [(None, 10**6), (0, 1), (3, 10**3), (9, 10**9), (127, 10**127), (0x80, 1), (0x8A, 1024), (0xFF, 1 << 127)],
)
def test_resolutions(resolution: int | None, rate: int) -> None:
    options = option("<", 9, bytes([resolution])) if resolution is not None else b""
    interface = blocks.read_interface(struct.pack("<HHI", 1, 0, 0) + options, Section(0, "<"), 0)
    assert interface.ticks_per_second == rate


def test_a_filter_that_is_a_program_has_no_text() -> None:
    body = struct.pack("<HHI", 1, 0, 0) + option("<", 11, b"\x01" + bytes(8))
    assert blocks.read_interface(body, Section(0, "<"), 0).filter is None


def test_broken_interface_descriptions_are_refused() -> None:
    with pytest.raises(blocks.BadBlock):
        blocks.read_interface(b"\1\0\0\0", Section(0, "<"), 0)
    with pytest.raises(BadOptions):
        blocks.read_interface(struct.pack("<HHIHH", 1, 0, 0, 2, 100), Section(0, "<"), 0)


@both_orders
def test_statistics(order: str) -> None:
    section = Section(0, order)
    section.interfaces.append(blocks.read_interface(struct.pack(order + "HHI", 1, 0, 0), section, 3))
    body = struct.pack(order + "III", 0, 1, 0)
    body += option(order, 2, struct.pack(order + "II", 0, 7))
    for code, count in ((4, 40), (5, 50), (6, 60), (7, 70), (8, 80)):
        body += option(order, code, struct.pack(order + "Q", count))
    statistics = blocks.read_statistics(body, section)
    assert statistics is not None
    assert (statistics.interface, statistics.time_ns) == (3, (1 << 32) * 1000)
    assert (statistics.start_ns, statistics.end_ns) == (7000, None)
    assert (statistics.received, statistics.dropped_by_interface, statistics.accepted_by_filter) == (40, 50, 60)
    assert (statistics.dropped_by_kernel, statistics.delivered) == (70, 80)


def test_statistics_of_no_interface_are_none() -> None:
    assert blocks.read_statistics(struct.pack("<III", 0, 0, 0), Section(0, "<")) is None
    assert blocks.read_statistics(b"", Section(0, "<")) is None


@both_orders
def test_names(order: str) -> None:
    def record(kind: int, value: bytes) -> bytes:
        return struct.pack(order + "HH", kind, len(value)) + padded(value)

    body = (
        record(1, b"\x7f\0\0\1localhost\0loop\0")
        + record(9, b"unknown")
        + record(2, bytes(15) + b"\1ip6-localhost\0")
        + END
        + record(1, b"\x01\1\1\1after the end\0")
    )
    expected = [ResolvedName("127.0.0.1", ("localhost", "loop")), ResolvedName("::1", ("ip6-localhost",))]
    assert list(blocks.read_names(body, order)) == expected
    assert list(blocks.read_names(body[:30], order)) == expected[:1], "a cut record ends the list"


def test_secrets() -> None:
    secrets = blocks.read_secrets(struct.pack("<II", 0x544C534B, 3) + b"key\0", "<")
    assert secrets is not None
    assert (secrets.kind, secrets.data) == (0x544C534B, b"key")
    assert blocks.read_secrets(struct.pack("<II", 0x544C534B, 5) + b"key\0", "<") is None
