"""Questions and records, over UDP, TCP and multicast."""

from __future__ import annotations

import struct

from dissectors.fields import Field
from dissectors.packets.summary import summarize
from dissectors.protocols.dns.message import SECTION, info
from tests.dissectors.protocols.carried import in_tcp, in_udp, notices, protocols, values
from tests.dissectors.protocols.dns.messages import POINTER, WWW, answer, header, question, record


def test_info_names_question_and_answers() -> None:
    dissection = in_udp(answer(record(1, bytes((192, 0, 2, 1)))), 40000, 53)
    assert summarize(dissection).info == "Standard query response 0x1234 A www.test A 192.0.2.1"


def test_short_names_have_no_length_and_labels() -> None:
    dissection = in_udp(header(0x0100, 1) + question(b"\1a\0"), 53)
    assert values(dissection, "dns.qry.name") == ["a"]
    assert values(dissection, "dns.qry.name.len") == [0]
    assert values(dissection, "dns.count.labels") == [0]


def test_every_message_of_a_segment_is_a_layer() -> None:
    message = header(0x0100, 1) + question()
    both = struct.pack(">H", len(message)) + message
    dissection = in_tcp(both * 2, 53)
    assert protocols(dissection) == ["dns.tcp", "dns.tcp"]
    assert values(dissection, "dns.qry.name") == ["www.test", "www.test"]
    assert values(dissection, "frame.protocols") == ["eth:ethertype:ip:tcp:dns"]
    assert len(dissection.find("dns")) == 2


def test_names_over_tcp_point_behind_the_length() -> None:
    message = answer(record(5, POINTER))
    dissection = in_tcp(struct.pack(">H", len(message)) + message, 40000, 53)
    assert values(dissection, "dns.cname") == ["www.test"]


def test_top_bit_of_the_class_has_its_meaning_in_multicast_only() -> None:
    message = header(0, 1) + question(klass=0x8001)
    multicast = in_udp(message, 5353, 5353)
    assert values(multicast, "dns.qry.class") == [1]
    assert values(multicast, "dns.qry.qu") == [1]
    assert values(in_udp(message, 53), "dns.qry.class") == [0x8001]


def test_link_local_flags_have_their_own_names() -> None:
    dissection = in_udp(header(0x0500, 1) + question(), 5355)
    assert values(dissection, "dns.flags.conflict") == [1]
    assert values(dissection, "dns.flags.tentative") == [1]
    assert not dissection.find("dns.flags.recdesired")


def test_service_name_is_told_in_its_parts() -> None:
    name = b"\4_sip\4_tcp\4test\0"
    data = struct.pack(">HHH", 1, 2, 5060) + WWW
    dissection = in_udp(header(0x8180, 0, 1) + record(33, data, name), 40000, 53)
    assert values(dissection, "dns.srv.service") == ["_sip"]
    assert values(dissection, "dns.srv.name") == ["test"]
    assert values(dissection, "dns.srv.target") == ["www.test"]
    assert not dissection.find("dns.resp.name")


def test_unknown_type_is_shown_as_bytes() -> None:
    assert values(in_udp(answer(record(4711, b"xyz")), 40000, 53), "dns.data") == [b"xyz"]


def test_bytes_behind_the_message_are_noticed() -> None:
    dissection = in_udp(header(0x0100, 1) + question() + b"more", 53)
    assert values(dissection, "dns.extraneous.data") == [b"more"]
    assert notices(dissection) == ["dns.extraneous"]


def test_impossible_counts_keep_what_is_there() -> None:
    dissection = in_udp(header(0x0100, 65535, 65535) + question(), 53)
    assert values(dissection, "dns.qry.name") == ["www.test"]
    assert "_ws.malformed" in notices(dissection)


def test_bad_message_does_not_hide_the_next_one() -> None:
    bad, good = header(0x0100, 9) + question(), header(0x0100, 1) + question(b"\3two\0")
    dissection = in_tcp(b"".join(struct.pack(">H", len(message)) + message for message in (bad, good)), 53)
    assert values(dissection, "dns.qry.name") == ["www.test", "two"]
    assert notices(dissection) == ["_ws.malformed"]


def test_message_that_goes_on_elsewhere_is_no_fault() -> None:
    dissection = in_tcp(struct.pack(">H", 400) + header(0x8180, 1, 9) + question(), 40000, 53)
    assert [notice.severity for notice in dissection.notices if "checksum" not in notice.name] == ["note"]


def test_an_error_stands_behind_the_transaction_as_tshark_prints_it() -> None:
    root = Field(SECTION, None, 0, 0)
    assert info(0x8583, 0x1003, root) == "Standard query response 0x1003 No such name"
    assert info(0x8180, 0x1003, root) == "Standard query response 0x1003"
    assert info(0x0100, 0x1003, root) == "Standard query 0x1003"
