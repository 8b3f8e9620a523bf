"""Which fields the second four bytes of ICMP are, by type."""

from __future__ import annotations

import pytest

from dissectors.header import Header
from dissectors.internet.icmp_header import ICMPHeader, has_payload, is_quoting


def names(message: bytes) -> set[str]:
    header = ICMPHeader(message, 0, len(message))
    return {spec.name for spec in ICMPHeader.specs[3:] if spec.name and Header.has(header, spec)}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (bytes((8, 0, 0, 0, 1, 2, 3, 4)), {"icmp.ident", "icmp.ident_le", "icmp.seq", "icmp.seq_le"}),
        (bytes((3, 1, 0, 0, 0, 0, 0, 0)), {"icmp.unused"}),
        (bytes((3, 4, 0, 0, 0, 0, 5, 0xDC)), {"icmp.unused", "icmp.mtu"}),
        (bytes((3, 1, 0, 0, 0, 32, 0, 0)), {"icmp.unused", "icmp.length"}),
        (bytes((12, 0, 0, 0, 20, 0, 0, 0)), {"icmp.pointer", "icmp.unused"}),
        (bytes((5, 0, 0, 0, 1, 2, 3, 4)), {"icmp.redir_gw"}),
        (bytes((9, 0, 0, 0, 1, 2, 0, 9)), {"icmp.num_addrs", "icmp.addr_entry_size", "icmp.lifetime"}),
        (bytes((200, 0, 0, 0, 1, 2, 0, 9)), set()),
    ],
)
def test_type_decides(message: bytes, expected: set[str]) -> None:
    assert names(message) == expected


def test_errors_quote_and_pings_carry() -> None:
    kinds = {kind: ICMPHeader(bytes((kind,)) + bytes(7), 0, 8) for kind in range(20)}
    assert [kind for kind, header in kinds.items() if is_quoting(header)] == [3, 4, 5, 11, 12]
    assert [kind for kind, header in kinds.items() if has_payload(header)] == [0, 3, 4, 5, 8, 11, 12]
