"""Messages of ICMPv6 with bodies of their own."""

from __future__ import annotations

import struct

import pytest

from tests.dissectors.internet.packets import HERE6, THERE6, icmpv6, ipv6, printed, read

OWNER = bytes.fromhex("02005efffe000202")


@pytest.mark.parametrize(
    ("kind", "body", "values"),
    [
        (134, struct.pack("!BBHII", 64, 0xC8, 1800, 1, 2), {"nd.ra.flag.m": "1", "nd.ra.flag.prf": "1"}),
        (136, struct.pack("!I", 0xA0000000) + THERE6, {"nd.na.flag.r": "1", "nd.na.flag.s": "0"}),
        (144, struct.pack("!HH", 7, 0), {"mip6.identifier": "7"}),
        (145, struct.pack("!HH", 7, 0) + HERE6, {"mip6.home_agent_address": "2001:db8::1"}),
        (147, struct.pack("!HH", 7, 0x8000), {"mip6.flag.m": "1"}),
        (148, struct.pack("!HH", 7, 1), {"send.identifier": "7", "send.component": "1"}),
        (149, struct.pack("!HHHH", 7, 2, 1, 0), {"send.all_components": "2", "send.component": "1"}),
        (151, struct.pack("!HH", 125, 2), {"mcast_ra.query_interval": "125"}),
        (154, bytes((4, 0x80, 0, 9)), {"fmip6.hi.flag.s": "1", "fmip6.identifier": "9"}),
        (154, bytes((2, 0, 0, 9)), {"fmip6.subtype": "2", "reserved": "00"}),
        (156, bytes((1, 0, 0, 0)) + OWNER + struct.pack("!HH", 10, 600), {"ilnp.nb_lifetime": "600"}),
        (
            157,
            bytes((0, 0, 0, 60)) + OWNER + THERE6,
            {"6lowpannd.da.eui64": "02:00:5e:ff:fe:00:02:02", "6lowpannd.da.reg_addr": "2001:db8::2"},
        ),
    ],
)
def test_body(kind: int, body: bytes, values: dict[str, str]) -> None:
    dissection = read(ipv6(58, icmpv6(kind, 0, body)))
    assert {name: printed(dissection, f"icmpv6.{name}") for name in values} == {
        name: [value] for name, value in values.items()
    }


def test_body_cut_short_is_an_error_that_keeps_what_is_whole() -> None:
    dissection = read(ipv6(58, icmpv6(134, 0, bytes((64, 0, 0, 9, 1)))))
    assert printed(dissection, "icmpv6.nd.ra.router_lifetime") == ["9"]
    assert dissection.notices[-1].severity == "error"
