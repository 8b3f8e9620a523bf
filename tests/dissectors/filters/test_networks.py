"""Networks compare by the masked bits."""

from __future__ import annotations

from dissectors.filters.networks import network

TEN = network(0x0A010203, 8, 32)


def test_addresses_inside_are_equal() -> None:
    assert TEN == 0x0AFFFFFF
    assert TEN == 0x0AFFFFFF
    assert TEN != 0x0B000000


def test_order_looks_at_the_masked_bits_only() -> None:
    assert TEN < 0x0B000000
    assert not TEN < 0x0AFFFFFF
    assert TEN >= 0x0AFFFFFF
    assert TEN > 0x09FFFFFF


def test_no_bits_hold_every_address() -> None:
    assert network(1, 0, 32) == 0xFFFFFFFF
    assert network(1, 32, 32) != 2
