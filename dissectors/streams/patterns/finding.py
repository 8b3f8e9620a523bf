"""A finding: one pattern that was seen in a capture, with what proves it, what it takes, and what would disprove it.

Made by the families of patterns; printed by the command line and shown on the diagnosis screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dissectors.text import ipv4, ipv6, mac

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
"""The gravest first."""
Certainty = Literal["certain", "likely", "possible"]

SHOWN_PACKETS: Final = 8
"""Packets of the evidence that are named; the filter shows all."""
MOST_OF_A_KIND: Final = 100
"""Findings of one kind that are kept: who forges addresses can make any number of them."""
NANOSECONDS: Final = 1_000_000_000
_LONGEST_SECONDS = 100 * 365 * 86400
"""Files without times, or with times that are no such, have longer ones."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern at one place."""

    kind: str
    """Such as "syn-flood"; TITLES of each family say it in words."""
    title: str
    severity: Severity
    certainty: Certainty
    """Of what the sentence calls it; that the packets are there is certain always."""
    sentence: str
    hosts: tuple[str, ...]
    """Addresses: who does it, then to whom."""
    ports: tuple[int, ...]
    packets: tuple[int, ...]
    """Numbers of the first ones that prove it, ascending."""
    count: int
    """How many there are."""
    filter: str
    """A display filter that shows them, and perhaps others between the same hosts."""
    threshold: str
    """What it takes to be told, and why so much."""
    doubt: str
    """What else would look the same, and how to tell."""


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The gravest first, then as they begin."""
    return sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), one.packets[:1], one.kind, one.hosts))


def address_text(address: bytes) -> str:
    """The text of an address as `endpoints` has it: IP version, 0 for Ethernet, then the address."""
    if address[0] == 4:
        return ipv4(int.from_bytes(address[1:5], "big"))
    return ipv6(address[1:17]) if address[0] == 6 else mac(address[1:7])


def network_of(address: str) -> str:
    """`ip` or `ipv6`: what the filter names of its protocol begin with."""
    return "ipv6" if ":" in address else "ip"


def endpoint_text(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def span_text(nanoseconds: int) -> str:
    """A span of time, as finely as it matters."""
    seconds = nanoseconds / NANOSECONDS
    if not 0 <= seconds < _LONGEST_SECONDS:
        return "an unknown time"
    if seconds < 0.001:
        return "less than 1 ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def count_text(count: int, one: str, many: str = "") -> str:
    """`1 packet`, `2,000 packets`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def numbers_text(numbers: Sequence[int], most: int = 6) -> str:
    """`22, 25, 80-82 ...`: what stands side by side as a range, at most so many of them."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    texts = [str(low) if low == high else f"{low}-{high}" for low, high in ranges]
    return ", ".join(texts[:most]) + (" ..." if len(texts) > most else "")
