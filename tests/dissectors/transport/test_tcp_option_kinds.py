"""Which option is read in which way."""

from __future__ import annotations

from dissectors.names.tcp import OPTION_KINDS
from dissectors.transport.tcp_option_kinds import ALL_OPTIONS, option_kind
from tests.dissectors.transport.packets import dissected, ipv4, tcp, values


def test_kinds_with_a_reader_have_a_name() -> None:
    assert set(ALL_OPTIONS) <= set(OPTION_KINDS)


def test_unknown_kind_shows_its_bytes() -> None:
    assert option_kind(200).title == "Unknown (0xc8)"
    dissection = dissected(ipv4(6, tcp(bytes.fromhex("c8060102 0304"))))
    assert values(dissection, "tcp.options.unknown", "tcp.options.unknown.payload") == [
        bytes.fromhex("c80601020304"),
        bytes.fromhex("01020304"),
    ]
