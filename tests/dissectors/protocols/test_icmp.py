"""ICMP: questions, answers, and errors that quote."""

from __future__ import annotations

import struct

import pytest

from tests.dissectors.internet.packets import icmp, ipv4, layer, layers, printed, read, told, udp


def line(message: bytes) -> str:
    found = layer(read(ipv4(1, message)), "icmp")
    assert found.protocol.info is not None
    return str(found.protocol.info(found))


def test_ping_is_read_in_both_byte_orders() -> None:
    dissection = read(ipv4(1, icmp(8, 0, struct.pack("!HH", 0x0102, 3) + b"data")))
    assert printed(dissection, "icmp.ident") == ["258"]
    assert printed(dissection, "icmp.ident_le") == ["513"]
    assert printed(dissection, "icmp.seq_le") == ["768"]
    assert layers(dissection) == ["ip", "icmp", "data"]


def test_ping_line_names_number_and_hops() -> None:
    assert line(icmp(0, 0, struct.pack("!HH", 1, 2))) == "Echo (ping) reply id=0x0001, seq=2/512, ttl=64"


def test_quoted_packet_is_a_layer_that_was_not_sent_by_these() -> None:
    dissection = read(ipv4(1, icmp(3, 3, bytes(4) + ipv4(17, udp(b"lost")))))
    assert layers(dissection) == ["ip", "icmp", "ip", "udp", "data"]
    assert [found.quoted for found in dissection.layers[2:]] == [False, False, True, True, True]
    assert printed(dissection, "ip.proto") == ["1", "17"]


def test_meaning_of_an_error_is_below_its_code() -> None:
    code = read(ipv4(1, icmp(3, 3, bytes(4) + ipv4(17, udp())))).find("icmp.code")[0]
    assert code.line == "Code: 3 (Port unreachable)"
    assert "no program listens" in code.children[0].line


def test_quote_that_ends_early_is_a_note() -> None:
    quoted = ipv4(6, bytes(20), total=1500)[:28]
    dissection = read(ipv4(1, icmp(11, 0, bytes(4) + quoted)))
    assert layers(dissection) == ["ip", "icmp", "ip", "tcp"]
    assert told(dissection) == [("", "note")]


def test_checksum_of_a_quoted_message_is_not_verified() -> None:
    inner = icmp(8, 0, bytes(8))
    dissection = read(ipv4(1, icmp(3, 1, bytes(4) + ipv4(1, inner[:2] + b"\x12\x34" + inner[4:]))))
    assert printed(dissection, "icmp.checksum.status") == ["1", "2"]


def test_bad_checksum_is_a_warning() -> None:
    message = bytearray(icmp(8, 0, bytes(8)))
    message[2] ^= 1
    assert told(read(ipv4(1, bytes(message)))) == [("icmp.checksum_bad", "warning")]


def test_fragmentation_needed_tells_the_size() -> None:
    dissection = read(ipv4(1, icmp(3, 4, struct.pack("!HH", 0, 1400) + ipv4(17, udp()))))
    assert printed(dissection, "icmp.mtu") == ["1400"]
    assert printed(dissection, "icmp.unused") == ["0000"]


def test_redirect_names_the_gateway_and_quotes() -> None:
    dissection = read(ipv4(1, icmp(5, 1, bytes((192, 0, 2, 254)) + ipv4(17, udp()))))
    assert printed(dissection, "icmp.redir_gw") == ["192.0.2.254"]
    assert layers(dissection)[2:] == ["ip", "udp"]


def test_length_of_the_quote_is_told_in_bytes_too() -> None:
    dissection = read(ipv4(1, icmp(12, 0, bytes((20, 8, 0, 0)) + ipv4(17, udp()).ljust(32, b"\0"))))
    assert printed(dissection, "icmp.length.original_datagram") == ["32"]
    assert printed(dissection, "icmp.pointer") == ["20"]


@pytest.mark.parametrize(
    ("milliseconds", "shown"), [(43_200_500, "12:00:00.500 UTC"), (0x80000001, "not the time since midnight UTC")]
)
def test_timestamps_are_shown_as_clocks(milliseconds: int, shown: str) -> None:
    dissection = read(ipv4(1, icmp(13, 0, struct.pack("!HHIII", 1, 1, milliseconds, 0, 0))))
    assert shown in dissection.find("icmp.originate_timestamp")[0].line


def test_address_mask_is_an_address() -> None:
    assert printed(read(ipv4(1, icmp(17, 0, bytes(4) + b"\xff\xff\xff\0"))), "icmp.address_mask") == ["255.255.255.0"]


def test_extended_echo_has_a_short_number() -> None:
    dissection = read(ipv4(1, icmp(43, 0, bytes((0, 9, 1, 0x46)))))
    assert printed(dissection, "icmp.ext.echo.seq") == ["1"]
    assert printed(dissection, "icmp.ext.echo.rsp.state") == ["2"]
    assert printed(dissection, "icmp.ext.echo.rsp.ipv4") == ["1"]


def test_time_in_ping_data_is_found_by_the_frame_time() -> None:
    now = 1_700_000_000
    body = bytes(4) + struct.pack("<II", now, 250_000) + b"rest"
    dissection = read(ipv4(1, icmp(8, 0, body)), time=(now + 1) * 1_000_000_000)
    assert printed(dissection, "icmp.data_time_relative") == ["0.750000000"]
    assert printed(dissection, "data.data") == [b"rest".hex()]


def test_unknown_type_keeps_its_bytes() -> None:
    dissection = read(ipv4(1, icmp(200, 0, bytes(8))))
    assert layers(dissection) == ["ip", "icmp"]
    assert line(icmp(200, 0, bytes(8))) == "Unknown ICMP (obsolete or malformed?)"
