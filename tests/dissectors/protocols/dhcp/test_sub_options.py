"""Options made of options."""

from __future__ import annotations

from tests.dissectors.protocols.carried import in_udp, notices, printed, values
from tests.dissectors.protocols.dhcp.messages import message

AGENT = "dhcp.option.agent_information_option"


def test_relay_agent_tells_port_and_client() -> None:
    dissection = in_udp(message((82, b"\1\4port\2\2me\5\4\1\2\3\4\x63\1x")), 67)
    assert values(dissection, f"{AGENT}.agent_circuit_id") == [b"port"]
    assert values(dissection, f"{AGENT}.agent_remote_id") == [b"me"]
    assert printed(dissection, f"{AGENT}.link_selection") == ["1.2.3.4"]
    assert values(dissection, f"{AGENT}.value")[-1] == b"x"


def test_private_network_is_told_by_number_or_name() -> None:
    by_number = in_udp(message((82, bytes.fromhex("97 08 01 00000c 00000007"))), 67)
    assert values(by_number, f"{AGENT}.vrf_name.vpn_id.oui") == [12]
    assert values(by_number, f"{AGENT}.vrf_name.vpn_id.index") == [7]
    assert values(in_udp(message((82, b"\x97\4\0red")), 67), f"{AGENT}.vrf_name.vpn_id.oui") == []


def test_form_of_vendor_data_goes_by_the_class() -> None:
    data = b"\6\1\x0b\x0a\4\5foo\xff"
    pxe = in_udp(message((43, data), (60, b"PXEClient")), 67)
    assert values(pxe, "dhcp.option.vendor.pxeclient.discovery_control.broadcast") == [1]
    assert values(pxe, "dhcp.option.vendor.pxeclient.menu_prompt.prompt") == ["foo"]
    assert values(in_udp(message((43, data)), 67), "dhcp.option.vendor.value") == [data]


def test_vendors_by_number() -> None:
    dissection = in_udp(message((124, b"\0\0\1\x37\2ab"), (125, b"\0\0\x0d\xe9\4\4\2oui")), 67)
    assert values(dissection, "dhcp.option.vi_class.enterprise") == [311]
    assert "_ws.malformed" not in notices(in_udp(message((125, b"\0\0\x0d\xe9\5\4\3oui")), 67))


def test_sub_option_beyond_its_option_is_noticed() -> None:
    dissection = in_udp(message((82, b"\1\x20ab"), (53, b"\1")), 67)
    assert "dhcp.missing_subopt_value" in notices(dissection)
    assert values(dissection, "dhcp.option.dhcp") == [1]
