"""What a packet says in DNS, HTTP and TLS."""

from __future__ import annotations

from pathlib import Path

from dissectors.dissect import dissect
from dissectors.frame import JoinedPayload
from dissectors.packets.row_frames import frame_of_messages
from dissectors.packets.table import PacketTable
from dissectors.statistics import messages
from dissectors.statistics.messages import SPOKEN, Message, Messages, Told
from tests.dissectors.protocols.dns import messages as dns
from tests.dissectors.protocols.tls import records as tls
from tests.dissectors.statistics.spoken import (
    ANSWER,
    CLIENT_HELLO,
    REQUEST,
    SERVER_HELLO,
    address,
    datagram,
    dns_answer,
    dns_query,
)
from tests.dissectors.streams.frames import SYN, capture_of, ip, tcp

A, WEB, SECURE = ("10.0.0.2", 40000), ("2001:db8::1", 80), ("10.0.0.1", 443)
SIX = ("2001:db8::2", 40001)


def told(frame: bytes, folder: Path, *spoken: messages.Spoken) -> list[Message]:
    table = PacketTable(capture_of([frame], folder))
    table.number_streams(1)
    return Messages(frozenset(spoken or SPOKEN))(table.dissection(0))


def test_dns_query_and_answer(tmp_path: Path) -> None:
    (query,) = told(dns_query(7), tmp_path)
    assert query == Message(
        Told("dns", False, 7, "www.test", "A", None, ""), "udp.stream", 0, "10.0.0.2", "10.0.0.53", 53
    )
    (answer,) = told(dns_answer(7, address("192.0.2.7"), address("192.0.2.8", b"\4host\0")), tmp_path)
    assert answer.told == Told(
        *("dns", True, 7, "www.test", "A", 0, "No error"),
        (("www.test", "192.0.2.7"), ("host", "192.0.2.8")),
    )
    assert (answer.source, answer.port) == ("10.0.0.53", 53)
    (refused,) = told(dns_answer(7, code=3), tmp_path)
    assert (refused.told.code, refused.told.code_name) == (3, "No such name")


def test_an_ipv6_address_belongs_to_the_name_before_it(tmp_path: Path) -> None:
    record = dns.record(28, bytes.fromhex("20010db8000000000000000000000007"))
    (answer,) = told(dns_answer(1, dns.record(5, b"\4host\0"), record), tmp_path)
    assert answer.told.addresses == (("www.test", "2001:db8::7"),)


def test_a_pointer_names_the_address_that_its_owner_stands_for(tmp_path: Path) -> None:
    owner = b"\x017\x012\x010\x03192\x07in-addr\x04arpa\0"
    service = dns.record(12, b"\4host\0", b"\5_http\4_tcp\5local\0")
    pointer = dns.record(12, dns.POINTER, owner)
    (answer,) = told(dns_answer(1, service, pointer), tmp_path)
    assert answer.told.addresses == (("www.test", "192.0.2.7"),)
    records = address("192.0.2.9", b"\4host\5local\0") + dns.record(12, dns.WWW, owner)
    message = dns.header(0x8400, 0, 2) + records
    (said,) = told(datagram(("10.0.0.2", 5353), ("224.0.0.251", 5353), message), tmp_path, "mdns")
    assert said.told.addresses == (("host.local", "192.0.2.9"), ("www.test", "192.0.2.7"))


def test_dns_over_tcp_may_have_several_in_a_segment(tmp_path: Path) -> None:
    message = dns.header(0x0100, 1) + dns.question()
    framed = len(message).to_bytes(2, "big") + message
    found = told(tcp(A, ("10.0.0.53", 53), 77, data=framed * 2), tmp_path)
    assert [(one.told.name, one.stream_field, one.sequence) for one in found] == [
        ("www.test", "tcp.stream", 77),
        ("www.test", "tcp.stream", 77 + len(framed)),
    ]


def test_http_request_and_answer(tmp_path: Path) -> None:
    (request,) = told(tcp(SIX, WEB, 9, data=REQUEST), tmp_path)
    assert request == Message(
        *(Told("http", False, 0, "www.test", "GET", None, "", path="/a"), "tcp.stream", 0, SIX[0], WEB[0], 80),
        sequence=9,
        acknowledgment=0,
    )
    (answer,) = told(tcp(WEB, SIX, data=ANSWER), tmp_path)
    assert answer.told[:7] == ("http", True, 0, "", "", 404, "Not Found")
    assert (answer.source, answer.port) == (WEB[0], 80)


def test_tls_hellos(tmp_path: Path) -> None:
    (client,) = told(tcp(A, SECURE, data=CLIENT_HELLO), tmp_path)
    assert client.told[:5] == ("tls", False, 0, "www.test", "TLS 1.2")
    offered = tls.extension(43, b"\6\x5a\x5a\3\4\3\3")
    (newer,) = told(tcp(A, SECURE, data=tls.client_hello(offered)), tmp_path)
    assert newer.told.kind == "TLS 1.3"
    (server,) = told(tcp(SECURE, A, data=SERVER_HELLO), tmp_path)
    assert (server.told.is_answer, server.told.code) == (True, 0xC02F)
    assert "ECDHE" in server.told.code_name


def test_a_message_in_several_segments_stands_where_its_first_byte_is(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp(A, SECURE, 500, data=CLIENT_HELLO[-10:])], tmp_path))
    joined = JoinedPayload(34, 2**32 - 6, CLIENT_HELLO[:6] + CLIENT_HELLO[6:])
    frame = frame_of_messages(table.index, 0, joined)
    (hello,) = Messages(frozenset(SPOKEN))(dissect(frame))
    assert (hello.told.name, hello.sequence, hello.is_joined, hello.port) == ("www.test", 2**32 - 6, True, 443)


def test_behind_a_syn_the_sequence_number_is_one_more(tmp_path: Path) -> None:
    (hello,) = told(tcp(A, SECURE, 9, SYN, data=CLIENT_HELLO), tmp_path)
    assert hello.sequence == 10


def test_multicast_names_are_told_when_asked_for(tmp_path: Path) -> None:
    frame = datagram(("10.0.0.9", 5353), ("224.0.0.251", 5353), dns.answer(address()))
    assert told(frame, tmp_path) == []
    (answer,) = told(frame, tmp_path, "mdns")
    assert (answer.told.protocol, answer.told.addresses) == ("mdns", (("www.test", "192.0.2.7"),))


def test_only_what_was_asked_for_is_told(tmp_path: Path) -> None:
    assert told(dns_query(), tmp_path, "http", "tls") == []


def test_packets_that_only_carry_on_and_those_an_error_quotes_tell_nothing(tmp_path: Path) -> None:
    assert told(tcp(WEB, SIX, data=b"<html>"), tmp_path) == []
    quoted = ip("10.0.0.53", "10.0.0.2", 1, b"\x03\x03\0\0\0\0\0\0" + dns_query()[14:])
    assert told(quoted, tmp_path) == []


def test_names_are_kept_up_to_a_length(tmp_path: Path) -> None:
    long = REQUEST.replace(b"www.test", b"w" * 1000)
    (request,) = told(tcp(A, ("10.0.0.1", 80), data=long), tmp_path)
    assert request.told.name == "w" * messages.LONGEST


def test_of_a_packet_so_many_messages_and_addresses_are_kept(tmp_path: Path) -> None:
    (answer,) = told(dns_answer(1, *[address()] * 80), tmp_path)
    assert len(answer.told.addresses) == messages.MOST_ADDRESSES
    message = dns.header(0x0100, 1) + dns.question()
    framed = len(message).to_bytes(2, "big") + message
    assert len(told(tcp(A, ("10.0.0.53", 53), data=framed * 70), tmp_path)) == messages.MOST_IN_A_PACKET
