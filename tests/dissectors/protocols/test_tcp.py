"""TCP segments: what the header says, what follows from it, and headers that lie."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dissectors.byte_source import ByteSource
from dissectors.checksum import internet_checksum
from dissectors.dissect import dissect
from dissectors.frame import Frame, JoinedPayload
from dissectors.protocols.tcp import TCP
from tests.dissectors.transport.packets import dissected, info, ipv4, layer, only, tcp, values

FIN, SYN, RST, PSH, ACK, URG = (1 << bit for bit in range(6))


def test_data_segment() -> None:
    dissection = dissected(ipv4(6, tcp(payload=b"hello", flags=PSH | ACK)))
    assert values(dissection, "tcp.srcport", "tcp.dstport", "tcp.seq", "tcp.ack") == [51000, 1234, 1000, 2000]
    assert values(dissection, "tcp.seq_raw", "tcp.ack_raw", "tcp.hdr_len", "tcp.len") == [1000, 2000, 20, 5]
    assert values(dissection, "tcp.nxtseq", "tcp.window_size_value", "tcp.payload") == [1005, 512, b"hello"]
    assert values(dissection, "tcp.flags", "tcp.flags.push", "tcp.flags.syn") == [0x018, 1, 0]
    assert only(dissection, "tcp.flags.str").value == "·······AP···"
    assert layer(dissection, "tcp").root.line == (
        "Transmission Control Protocol, Src Port: 51000, Dst Port: 1234, Seq: 1000, Ack: 2000, Len: 5"
    )
    assert info(dissection, "tcp") == "51000 → 1234 [PSH, ACK] Seq=1000 Ack=2000 Win=512 Len=5"


@pytest.mark.parametrize(
    ("flags", "following", "event"),
    [
        (SYN, 1001, "tcp.connection.syn"),
        (SYN | ACK, 1001, "tcp.connection.synack"),
        (FIN | ACK, 1001, "tcp.connection.fin"),
        (RST | ACK, 1000, "tcp.connection.rst"),
    ],
)
def test_syn_and_fin_count_as_one_byte(flags: int, following: int, event: str) -> None:
    dissection = dissected(ipv4(6, tcp(flags=flags)))
    assert values(dissection, "tcp.nxtseq") == [following]
    assert only(dissection, event).spec.hidden


def test_numbers_without_their_flag_are_noted() -> None:
    dissection = dissected(ipv4(6, tcp(flags=PSH, urgent=3)))
    assert [notice.name for notice in dissection.notices] == ["tcp.ack.nonzero", "tcp.urgent_pointer.non_zero"]
    assert not dissected(ipv4(6, tcp(flags=ACK | URG, urgent=3))).notices
    assert "Urg=3" in info(dissected(ipv4(6, tcp(flags=ACK | URG, urgent=3))), "tcp")


def test_reset_carries_a_cause_and_no_stream() -> None:
    dissection = dissected(ipv4(6, tcp(payload=b"No such session", flags=RST)))
    assert values(dissection, "tcp.reset_cause", "tcp.payload") == ["No such session", None]
    assert dissection.layers[-1].protocol is TCP


def test_what_is_joined_is_decoded_in_place_of_the_payload() -> None:
    packet = ipv4(6, tcp(payload=b"st: a\r\n\r\n", ports=(51000, 80)))
    head = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    alone = Frame(packet, 101)
    start = layer(dissect(alone), "tcp").start
    joined = dissect(replace(alone, joined=JoinedPayload(start, 900, head)))
    assert values(joined, "http.host", "tcp.payload") == ["a", b"st: a\r\n\r\n"]
    assert joined.sources[-1] == ByteSource("Reassembled TCP", head)
    assert not dissect(replace(alone, joined=JoinedPayload(start + 1, 900, head))).find("http.host")


def test_syn_without_segment_size_is_noted_if_it_has_options() -> None:
    assert dissected(ipv4(6, tcp(b"\4\2", flags=SYN))).find("tcp.options.mss.absent")
    assert not dissected(ipv4(6, tcp(b"\2\4\5\xb4", flags=SYN))).find("tcp.options.mss.absent")
    assert not dissected(ipv4(6, tcp(flags=SYN))).find("tcp.options.mss.absent")


@pytest.mark.parametrize("words", range(5))
def test_header_below_20_bytes_is_impossible(words: int) -> None:
    dissection = dissected(ipv4(6, tcp(payload=b"hello", words=words)))
    assert dissection.find("tcp.bogus_header_length")
    assert dissection.find("_ws.malformed")
    assert values(dissection, "tcp.flags", "tcp.payload") == [0x010, None]


def test_header_longer_than_the_segment_is_malformed() -> None:
    dissection = dissected(ipv4(6, tcp(payload=b"\1" * 5, words=15)))
    assert dissection.find("tcp.short_segment")
    assert dissection.find("_ws.malformed")
    assert values(dissection, "tcp.len", "tcp.payload") == [None, None]
    assert len(dissection.find("tcp.options.nop")) == 5


@pytest.mark.parametrize(
    ("length", "last"),
    [(3, "tcp.srcport"), (4, "tcp.dstport"), (9, "tcp.seq"), (13, "tcp.hdr_len"), (19, "tcp.checksum")],
)
def test_cut_header_keeps_whole_fields(length: int, last: str) -> None:
    dissection = dissected(ipv4(6, tcp()), captured=20 + length)
    names = [field.name for field in layer(dissection, "tcp").fields if field.name.startswith("tcp.")]
    assert names[-1] == last
    assert dissection.find("_ws.short")


def test_first_fragment_does_not_know_its_length() -> None:
    dissection = dissected(ipv4(6, tcp(payload=b"hello"), flags=0x2000))
    assert values(dissection, "tcp.len", "tcp.nxtseq", "tcp.payload") == [None, None, b"hello"]
    assert info(dissection, "tcp") == "51000 → 1234 [ACK] Seq=1000 Ack=2000 Win=512"


def test_quoted_segment_has_a_number_but_no_length() -> None:
    message = bytes((3, 1, 0, 0)) + bytes(4) + ipv4(6, tcp(payload=b"hello"))
    message = message[:2] + internet_checksum(message).to_bytes(2, "big") + message[4:]
    dissection = dissected(ipv4(1, message))
    assert values(dissection, "tcp.seq", "tcp.seq_raw", "tcp.len", "tcp.checksum.status") == [1000, None, None, 1]


def test_segment_before_its_card_cuts_it_is_told_in_words() -> None:
    large = dissected(ipv4(6, tcp(payload=bytes(3000))))
    (line,) = [field.line for field in layer(large, "tcp").fields if not field.name and field.generated]
    assert line == "[Larger than an Ethernet wire carries: an IP packet of 3040 bytes, above 1500]"
    ordinary = dissected(ipv4(6, tcp(payload=bytes(1460))))
    assert not [field for field in layer(ordinary, "tcp").fields if not field.name]


def test_bad_checksum_shows_in_the_row_but_offload_does_not() -> None:
    segment = tcp(payload=b"hello")
    assert info(dissected(ipv4(6, segment[:-1] + b"p")), "tcp").endswith("Len=5 [bad checksum]")
    assert info(dissected(ipv4(6, segment[:16] + bytes(2) + segment[18:])), "tcp").endswith("Len=5")


def test_lower_port_is_asked_first() -> None:
    assert TCP.next is not None
    for ports in ((100, 200), (200, 100)):
        header = layer(dissected(ipv4(6, tcp(ports=ports))), "tcp").header
        assert list(TCP.next(header)) == [("tcp.port", 100), ("tcp.port", 200)]  # type: ignore[arg-type]
