"""Quick-Start (RFC 4782 §3.1): the same option in IPv4 and in IPv6's hop-by-hop header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import UNSIGNED, AnySpec, Field, bits, generated, u8
from dissectors.header import Header

FUNCTIONS = {0: "Rate request", 8: "Rate report"}
RATES = {0: "0 bit/s"} | {
    number: f"{kilobits:g} Kbit/s" if kilobits < 1000 else f"{kilobits / 1000:g} Mbit/s"
    for number, kilobits in ((n, 40 * 2**n) for n in range(1, 16))
}
"""RFC 4782 §3.1: 40,000 times two to the power of the number, in bits a second."""


@dataclass(frozen=True, slots=True)
class QuickStart:
    """The option's fields under one protocol's names."""

    function: AnySpec
    rate: AnySpec
    ttl: AnySpec
    unused: AnySpec
    difference: AnySpec
    nonce: type[Header]

    def read(self, cursor: Cursor, node: Field, hop_limit: int) -> None:
        """Read six bytes; `hop_limit` is the packet's own, to be compared with the option's."""
        octet = cursor.number(1)
        function, rate = octet >> 4, octet & 15
        start = cursor.position
        cursor.add(self.function, function, start, start + 1)
        if function not in FUNCTIONS:
            return
        cursor.add(self.rate, rate, start, start + 1)
        cursor.skip(1)
        node.heading = f"{node.heading}: {FUNCTIONS[function]}, {RATES[rate]}"
        if function == 0:
            ttl = cursor.take(self.ttl)
            cursor.conclude(self.difference, (hop_limit - ttl) % 256)
        else:
            cursor.take(self.unused)
        cursor.header(self.nonce)


def _declare(name: str) -> QuickStart:
    nonce = bits(30, f"{name}.qs_nonce", "QS Nonce", hex_digits=8)
    reserved = bits(2, f"{name}.qs_reserved", "Reserved", hex_digits=8)
    content: dict[str, Any] = {"nonce": nonce, "reserved": reserved, "__doc__": "RFC 4782 §3.1."}
    return QuickStart(
        bits(4, f"{name}.qs_func", "Function", values=FUNCTIONS),
        bits(4, f"{name}.qs_rate", "Rate", values=RATES),
        u8(f"{name}.qs_ttl", "QS TTL"),
        u8(f"{name}.qs_unused", "Not Used"),
        generated(UNSIGNED, f"{name}.qs_ttl_diff", "TTL Diff"),
        type("Nonce", (Header,), content),
    )


IPV4_QUICK_START = _declare("ip.opt")
IPV6_QUICK_START = _declare("ipv6.opt")
