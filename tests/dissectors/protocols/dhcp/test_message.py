"""The fixed part, and the list of options."""

from __future__ import annotations

from dissectors.packets.summary import summarize
from tests.dissectors.protocols.carried import in_udp, notices, printed, values
from tests.dissectors.protocols.dhcp.messages import message


def test_discover() -> None:
    dissection = in_udp(message((53, b"\1"), (50, bytes((192, 0, 2, 1)))), 67, 68)
    assert summarize(dissection).info == "DHCP Discover - Transaction ID 0x12345678"
    assert printed(dissection, "dhcp.hw.mac_addr") == ["00:01:02:03:04:05"]
    assert printed(dissection, "dhcp.option.type") == ["53", "50", "0"]
    assert dissection.find("dhcp.option.type")[1].line == "Option: (50) Requested IP Address (192.0.2.1)"


def test_hardware_addresses_of_other_lengths() -> None:
    long = in_udp(message(hardware=(32, 8)), 67)
    assert values(long, "dhcp.hw.addr_padding") == [bytes(range(8, 16))]
    assert "dhcp.client_address_not_given" in notices(in_udp(message(hardware=(1, 0)), 67))


def test_seconds_in_the_wrong_order_are_put_right() -> None:
    dissection = in_udp(message(seconds=0x0300), 67)
    assert values(dissection, "dhcp.secs") == [3]
    assert notices(dissection) == ["dhcp.secs_le"]


def test_names_that_hold_options() -> None:
    names = b"\x0c\4host\xff".ljust(64, b"\0") + b"\x43\4file\xff".ljust(128, b"\0")
    dissection = in_udp(message((52, b"\3"), names=names), 68, 67)
    assert values(dissection, "dhcp.option.hostname") == ["host"]
    assert values(dissection, "dhcp.option.bootfile_name") == ["file"]
    assert not dissection.find("dhcp.server")


def test_bytes_behind_the_end_are_padding() -> None:
    dissection = in_udp(message((53, b"\1"), behind=b"\xff" + bytes(5)), 67)
    assert values(dissection, "dhcp.option.padding") == [bytes(5)]


def test_missing_end_is_noticed() -> None:
    assert notices(in_udp(message((53, b"\1"), behind=b""), 67)) == ["dhcp.end_option_missing"]


def test_no_cookie_makes_it_bootp() -> None:
    dissection = in_udp(message(cookie=b"", behind=b""), 67)
    assert values(dissection, "dhcp.bootp") == [1]
    assert summarize(dissection).info == "Boot Request"


def test_option_longer_than_the_message_keeps_those_before() -> None:
    dissection = in_udp(message((53, b"\1"), behind=b"\x0c\x20host"), 67)
    assert values(dissection, "dhcp.option.dhcp") == [1]
    assert "_ws.malformed" in notices(dissection)
