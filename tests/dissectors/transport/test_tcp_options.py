"""The walk over TCP's options, and lengths that lie."""

from __future__ import annotations

import pytest

from dissectors.fields import Field
from tests.dissectors.transport.packets import dissected, ipv4, only, tcp, values


def options(text: str) -> Field:
    return only(dissected(ipv4(6, tcp(bytes.fromhex(text)))), "tcp.options")


def test_line_lists_what_is_there() -> None:
    assert options("0101080a0000000100000002").line == (
        "Options: (12 bytes), No-operation (NOP), No-operation (NOP), Timestamps"
    )


def test_wrong_length_leaves_the_value_unread_and_goes_on() -> None:
    dissection = dissected(ipv4(6, tcp(bytes.fromhex("0303aa 080900010203040506 030307"), flags=2)))
    assert [field.value for field in dissection.find("tcp.options.wscale.shift")] == [0xAA, 7]
    assert values(dissection, "tcp.options.timestamp.tsval") == [None]
    assert len(dissection.find("tcp.option.len.invalid")) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("01010108", "Timestamps: its length would stand behind the end of the options"),
        ("02000000", "Maximum segment size: length 0, but kind and length alone are 2 bytes"),
        ("c8ff0102", "Unknown (0xc8): length 255, but only 4 bytes of options are left"),
    ],
)
def test_length_that_leads_nowhere_ends_the_list(text: str, message: str) -> None:
    last = options(text).children[-1]
    assert (last.name, last.line) == ("tcp.option.len.invalid", message)


def test_value_cut_by_its_option_does_not_hide_the_next() -> None:
    field = options("1e0610050102 0101")
    assert [child.name for child in field.children] == ["mptcp", "tcp.options.nop", "tcp.options.nop"]
    assert field.children[0].children[-1].name == "tcp.suboption_malformed"


def test_options_cut_by_the_capture_keep_what_is_there() -> None:
    packet = ipv4(6, tcp(bytes.fromhex("020405b40101080a0000000100000002"), b"hello"))
    dissection = dissected(packet, captured=20 + 20 + 12)
    assert values(dissection, "tcp.options.mss_val", "tcp.options.timestamp.tsval") == [1460, 1]
    assert values(dissection, "tcp.options.timestamp.tsecr", "tcp.len") == [None, 5]
    assert [notice.name for notice in dissection.notices if notice.name.startswith("_ws")] == ["_ws.short"]


def test_bytes_behind_the_end_are_told() -> None:
    assert [child.name for child in options("00010203").children] == ["tcp.options.eol", "tcp.non_zero_bytes_after_eol"]
    assert [child.name for child in options("00000000").children] == ["tcp.options.eol"] * 4


def test_four_no_operations_in_a_row_are_told() -> None:
    assert "tcp.nop" in [child.name for child in options("01010101").children]
    assert "tcp.nop" not in [child.name for child in options("010101 0402 010101").children]
