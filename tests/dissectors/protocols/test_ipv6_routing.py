"""The routing header's frame: types are tested beside `internet.ipv6_routes`."""

from __future__ import annotations

from tests.dissectors.internet.packets import ipv6, layer, layers, printed, read, udp


def test_type_is_in_the_line_and_length_behind_it() -> None:
    dissection = read(ipv6(43, bytes((17, 0, 77, 0)) + b"abcd" + udp()))
    routing = layer(dissection, "ipv6.routing")
    assert routing.root.line == "Routing Header for IPv6 (Unknown type 77)"
    assert [field.name for field in routing.fields[:4]] == [
        "ipv6.routing.nxt",
        "ipv6.routing.len",
        "ipv6.routing.len_oct",
        "ipv6.routing.type",
    ]
    assert printed(dissection, "ipv6.routing.unknown_data") == ["61626364"]
    assert layers(dissection) == ["ipv6", "ipv6.routing", "udp"]
