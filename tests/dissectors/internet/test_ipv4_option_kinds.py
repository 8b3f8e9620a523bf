"""IPv4 options one by one."""

from __future__ import annotations

import struct

import pytest

from tests.dissectors.internet.packets import HERE, THERE, ipv4, printed, read, told, udp

NEXT = bytes((192, 0, 2, 254))


def test_router_alert_prints_as_its_bytes() -> None:
    dissection = read(ipv4(17, udp(), bytes.fromhex("94040000")))
    assert printed(dissection, "ip.options.routeralert") == ["94040000"]
    assert printed(dissection, "ip.opt.type.copy") == ["1"]
    assert dissection.find("ip.options.routeralert")[0].line.endswith("Router shall examine packet (0)")


def test_record_route_has_used_and_empty_slots() -> None:
    dissection = read(ipv4(17, udp(), bytes((7, 11, 8)) + NEXT + bytes(4)))
    assert printed(dissection, "ip.rec_rt") == ["192.0.2.254"]
    assert dissection.find("ip.empty_rt")[0].line == "Empty Route: 0.0.0.0 <- (next)"


@pytest.mark.parametrize("kind", [131, 137])
def test_source_route_shows_what_is_still_to_pass(kind: int) -> None:
    dissection = read(ipv4(17, udp(), bytes((kind, 15, 8)) + NEXT + HERE + THERE))
    assert printed(dissection, "ip.rec_rt") == ["192.0.2.254"]
    assert [field.text for field in dissection.find("ip.src_rt")] == [
        "192.0.2.1 <- (next)",
        "198.51.100.7 (final destination)",
    ]


@pytest.mark.parametrize(("pointer", "name"), [(3, "before"), (6, "middle")])
def test_pointer_to_nowhere_is_a_warning(pointer: int, name: str) -> None:
    dissection = read(ipv4(17, udp(), bytes((7, 7, pointer)) + NEXT))
    assert (f"ip.opt.ptr.{name}_address", "warning") in told(dissection)


def test_timestamps_with_addresses() -> None:
    option = bytes((68, 12, 13, 0x21)) + HERE + struct.pack("!I", 43_200_000)
    dissection = read(ipv4(17, udp(), option))
    assert printed(dissection, "ip.opt.time_stamp_addr") == ["192.0.2.1"]
    assert printed(dissection, "ip.opt.time_stamp") == ["43200000"]
    assert printed(dissection, "ip.opt.overflow") == ["2"]
    assert printed(dissection, "ip.opt.flag") == ["0x01"]


def test_timestamps_alone() -> None:
    dissection = read(ipv4(17, udp(), bytes((68, 12, 13, 0)) + struct.pack("!II", 1, 2)))
    assert printed(dissection, "ip.opt.time_stamp") == ["1", "2"]


@pytest.mark.parametrize(
    ("option", "name", "value"),
    [
        (bytes((136, 4, 0, 9)), "ip.opt.sid", "9"),
        (bytes((11, 4, 5, 0xDC)), "ip.opt.mtu", "1500"),
        (bytes((82, 12, 0, 5, 0, 3, 255, 255)) + HERE, "ip.opt.originator", "192.0.2.1"),
        (bytes((149, 6)) + HERE, "ip.opt.addr", "192.0.2.1"),
    ],
)
def test_small_options(option: bytes, name: str, value: str) -> None:
    assert printed(read(ipv4(17, udp(), option)), name) == [value]
