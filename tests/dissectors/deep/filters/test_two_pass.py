"""Which filters need two passes."""

from __future__ import annotations

import pytest

from dissectors.deep.filters.two_pass import looks_ahead, needs_two_passes
from dissectors.deep.tshark.field_table import FieldTable, table_of

FRAME_NUMBERS = """
    dns.response_in dns.response_to http.request_in http.next_request_in tcp.reassembled_in tcp.segment
    tcp.segment.error ip.fragment ieee1905.fragment.reassembled.in rpc.repframe rpc.reqframe rtp.setup-frame
    sctp.retransmission sctp.retransmitted
    """


@pytest.fixture(scope="module")
def fields() -> FieldTable:
    lines = [f"F\tx\t{name}\tFT_FRAMENUM\tx\t\t0x0\t" for name in FRAME_NUMBERS.split()]
    return table_of("\n".join([*lines, "F\tx\thttp2.type\tFT_UINT8\tx\t\t0x0\t"]).encode())


@pytest.mark.parametrize(
    "name",
    [
        "dns.response_in",
        "http.next_request_in",
        "tcp.reassembled_in",
        "ieee1905.fragment.reassembled.in",
        "rpc.repframe",
        "sctp.retransmitted",
        "tcp.completeness",
        "tcp.completeness.syn",
        "_ws.expert.message",
        "smb2.acct",
    ],
)
def test_what_later_packets_tell_looks_ahead(name: str, fields: FieldTable) -> None:
    assert looks_ahead(name, fields)


@pytest.mark.parametrize(
    "name",
    [
        "dns.response_to",
        "http.request_in",
        "tcp.segment",
        "tcp.segment.error",
        "ip.fragment",
        "rpc.reqframe",
        "rtp.setup-frame",
        "sctp.retransmission",
        "http2.type",
        "no.such_response_in",
    ],
)
def test_what_earlier_packets_tell_does_not(name: str, fields: FieldTable) -> None:
    assert not looks_ahead(name, fields)


def test_a_filter_needs_what_one_of_its_fields_needs(fields: FieldTable) -> None:
    assert needs_two_passes("http2.type == 1 && (ip || dns.response_in > 4)", fields)
    assert needs_two_passes("len(_ws.expert.message) > 4", fields)
    assert not needs_two_passes("http2.type == 1 && dns.response_to", fields)


def test_a_string_names_no_field(fields: FieldTable) -> None:
    assert not needs_two_passes('http2 contains "dns.response_in" && x matches "a\\"dns.response_in"', fields)
