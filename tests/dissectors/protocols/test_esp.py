"""ESP: two fields, and the rest is secret."""

from __future__ import annotations

import struct

from tests.dissectors.internet.packets import ipv4, layers, printed, read


def test_only_index_and_number_are_read() -> None:
    dissection = read(ipv4(50, struct.pack("!II", 0xC0FFEE, 9) + bytes(range(40))))
    assert layers(dissection) == ["ip", "esp"]
    assert printed(dissection, "esp.spi") == ["0x00c0ffee"]
    assert printed(dissection, "esp.sequence") == ["9"]
    assert dissection.layers[-1].fields[-1].value == bytes(range(40))
