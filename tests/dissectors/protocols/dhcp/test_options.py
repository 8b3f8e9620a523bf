"""Options, one by one."""

from __future__ import annotations

import pytest

from tests.dissectors.protocols.carried import in_udp, printed
from tests.dissectors.protocols.dhcp.messages import message


@pytest.mark.parametrize(
    ("code", "value", "name", "expected"),
    [
        (1, b"\xff\xff\xff\0", "dhcp.option.subnet_mask", ["255.255.255.0"]),
        (2, b"\xff\xff\xf0\0", "dhcp.option.time_offset", ["-4096"]),
        (3, bytes(8), "dhcp.option.router", ["0.0.0.0", "0.0.0.0"]),
        (15, b"test\0", "dhcp.option.domain_name", ["test"]),
        (19, b"\1", "dhcp.option.ip_forwarding", ["1"]),
        (51, b"\0\0\x0e\x10", "dhcp.option.ip_address_lease_time", ["3600"]),
        (55, b"\1\3", "dhcp.option.request_list_item", ["1", "3"]),
        (77, b"\3abc\2de", "dhcp.option.user_class.data", ["616263", "6465"]),
        (94, b"\1\3\x10", "dhcp.client_network_id_minor", ["16"]),
        (119, b"\3foo\3com\0\3bar\xc0\4", "dhcp.option.dhcp_dns_domain_search_list_fqdn", ["foo.com", "bar.com"]),
        (120, b"\0\3sip\0", "dhcp.option.sip_server.name", ["sip"]),
        (121, b"\x18\x0a\1\2\xc0\0\2\1\0\xc0\0\2\2", "dhcp.option.classless_static_route",
         ["180a0102c0000201", "00c0000202"]),
        (152, b"\x60\0\0\0", "dhcp.option.bulk_lease.base_time", ["Feb 20, 2087 14:53:52.000000000 UTC"]),
        (200, b"unknown", "dhcp.option.value", ["756e6b6e6f776e"]),
    ],
)  # fmt: skip
def test_option_is_decoded(code: int, value: bytes, name: str, expected: list[str]) -> None:
    assert printed(in_udp(message((code, value)), 67), name) == expected


def test_route_is_told_in_words() -> None:
    dissection = in_udp(message((121, b"\x18\x0a\1\2\xc0\0\2\1")), 67)
    assert dissection.find("dhcp.option.classless_static_route")[0].text == "10.1.2.0/24 by 192.0.2.1"
