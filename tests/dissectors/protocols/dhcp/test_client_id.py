"""What a client calls itself."""

from __future__ import annotations

from tests.dissectors.protocols.carried import in_udp, printed, values
from tests.dissectors.protocols.dhcp.messages import message


def test_hardware_address() -> None:
    dissection = in_udp(message((61, b"\1\2\0\0\0\0\1")), 67)
    assert printed(dissection, "dhcp.hw.mac_addr") == ["00:01:02:03:04:05", "02:00:00:00:00:01"]


def test_duid_with_time() -> None:
    dissection = in_udp(message((61, bytes.fromhex("ff00000001 0001 0001 00000005 010203040506"))), 67)
    assert values(dissection, "dhcp.client_id.iaid") == ["00000001"]
    assert values(dissection, "dhcp.client_id.time") == [5]
    assert values(dissection, "dhcp.client_id.link_layer_address") == ["01:02:03:04:05:06"]


def test_machine_identifier_is_a_uuid_with_little_ends() -> None:
    dissection = in_udp(message((97, b"\0" + bytes(range(16)))), 67)
    assert printed(dissection, "dhcp.client_id.uuid") == ["03020100-0504-0706-0809-0a0b0c0d0e0f"]


def test_host_name_in_text_and_in_labels() -> None:
    dissection = in_udp(message((81, b"\1\0\0host.test"), (81, b"\4\0\0\4host\4test\0")), 67)
    assert values(dissection, "dhcp.fqdn.name") == ["host.test", "host.test"]
    assert values(dissection, "dhcp.fqdn.s") == [1, 0]
