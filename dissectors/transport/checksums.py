"""Checksums of TCP, UDP and UDP-Lite: over the segment and a pseudo header of the IP layer below (RFC 9293 §3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from dissectors.addresses import network_addresses
from dissectors.checksum import internet_checksum, pseudo_header
from dissectors.cursor import Cursor
from dissectors.fields import UNSIGNED, AnySpec, Field, FieldSpec, generated, group
from dissectors.protocol import Layer

BAD, GOOD, UNVERIFIED, NOT_PRESENT, ILLEGAL = range(5)

CHECKSUM_STATUS = {BAD: "Bad", GOOD: "Good", UNVERIFIED: "Unverified", NOT_PRESENT: "Not present", ILLEGAL: "Illegal"}
"""Values of the `checksum.status` fields."""


@dataclass(frozen=True, slots=True)
class ChecksumVerdict:
    """What became of a checksum."""

    status: int
    """A key of `CHECKSUM_STATUS`."""
    expected: int | None = None
    """What the field should be; None where that cannot be told."""
    offloaded: bool = False
    """It is wrong because the sender left it to its network card, which had not done it when the frame was captured."""
    reason: str = ""
    """Why it could not be verified."""


def verify(
    layer: Layer[Any], protocol: int, offset: int, coverage: int | None = None, zero_means_none: bool = False
) -> ChecksumVerdict:
    """Check a transport checksum (RFC 9293 §3.1, RFC 768) against the bytes of its segment.

    `protocol` is the number for the pseudo header, `offset` the field's place behind the layer's start, `coverage`
    the bytes that are summed from the layer's start (None: all). Where `zero_means_none`, a sum of 0 is sent as 0xffff
    (RFC 768).
    """
    length = layer.reported_stop - layer.start
    covered = length if coverage is None else coverage
    stop = layer.start + covered
    if is_fragment(layer):
        return ChecksumVerdict(UNVERIFIED, reason="this is a fragment, and the checksum is over the whole")
    if stop > layer.stop:
        return ChecksumVerdict(UNVERIFIED, reason="the capture cut the frame")
    if layer.quoted and _is_cut_quote(layer):
        return ChecksumVerdict(UNVERIFIED, reason="only the beginning of the packet is quoted")
    addresses = network_addresses(layer)
    if addresses is None:
        return ChecksumVerdict(UNVERIFIED, reason="no IP addresses to take it over")
    data, place = layer.frame.data, layer.start + offset
    pseudo = pseudo_header(*addresses, protocol, length)
    stored = int.from_bytes(data[place : place + 2], "big")
    expected = internet_checksum(b"".join((pseudo, data[layer.start : place], b"\0\0", data[place + 2 : stop])))
    if zero_means_none:
        expected = expected or 0xFFFF
    if stored == expected:
        return ChecksumVerdict(GOOD, expected)
    return ChecksumVerdict(BAD, expected, stored in _left_to_the_card(pseudo))


@dataclass(frozen=True, slots=True)
class ChecksumFields:
    """What a protocol shows of its verdict."""

    status: FieldSpec[int]
    calculated: AnySpec
    bad: FieldSpec[None]
    illegal: FieldSpec[None]

    @classmethod
    def of(cls, protocol: str, bad: str) -> ChecksumFields:
        """The declarations under a protocol's name; `bad` is Wireshark's name of the notice."""
        calculated = generated(UNSIGNED, f"{protocol}.checksum_calculated", "Calculated Checksum")
        calculated.hex_digits = 4
        return cls(
            FieldSpec(f"{protocol}.checksum.status", "Checksum Status", UNSIGNED, show=CHECKSUM_STATUS.__getitem__),
            calculated,
            group(bad, "Bad checksum"),
            group(f"{protocol}.checksum.zero", "Checksum 0 where it is not allowed"),
        )

    def tell(self, layer: Layer[Any], cursor: Cursor, field: Field, verdict: ChecksumVerdict) -> None:
        """Put status and calculated value behind the checksum, and below it what is wrong with it."""
        stored = f"0x{cast(int, field.value):04x}"
        field.shown = f"{stored} [{in_words(verdict)}]"
        told = [Field(self.status, verdict.status, field.start, field.start, generated=True)]
        if verdict.expected is not None:
            told.append(Field(self.calculated, verdict.expected, field.start, field.start, generated=True))
        place = layer.fields.index(field) + 1
        layer.fields[place:place] = told
        if verdict.status == ILLEGAL:
            cursor.remark(field, self.illegal, "warning", f"Checksum 0 means none, but {verdict.reason}")
        elif verdict.offloaded:
            message = "No checksum yet: the sender's network card computes it later (checksum offload)"
            cursor.remark(field, self.bad, "note", message)
        elif verdict.status == BAD:
            message = f"Bad checksum: {stored}, should be 0x{verdict.expected:04x}"
            cursor.remark(field, self.bad, "warning", message)


def in_words(verdict: ChecksumVerdict) -> str:
    """What stands in brackets behind a checksum."""
    if verdict.offloaded:
        return f"left to the network card; will be 0x{verdict.expected:04x}"
    return {
        GOOD: "correct",
        BAD: f"incorrect, should be 0x{verdict.expected or 0:04x}",
        UNVERIFIED: f"unverified: {verdict.reason}",
        NOT_PRESENT: "none; IPv4 allows that",
        ILLEGAL: "none, which is not allowed here",
    }[verdict.status]


def has_warning(layer: Layer[Any], spec: AnySpec) -> bool:
    """Whether a warning stands below a field of a layer's header."""
    return any(child.severity == "warning" for field in layer.fields if field.spec is spec for child in field.children)


def _left_to_the_card(pseudo: bytes) -> tuple[int, ...]:
    """What senders leave in the field for their card: the pseudo header's own sum, with or without length, or 0."""
    lengthless = pseudo[:10] + b"\0\0" if len(pseudo) == 12 else pseudo[:32] + b"\0\0\0\0" + pseudo[36:]
    return 0xFFFF - internet_checksum(pseudo), 0xFFFF - internet_checksum(lengthless), 0


def is_fragment(layer: Layer[Any]) -> bool:
    """Whether only a first fragment is here: the rest of the segment is in other packets."""
    below = layer.below
    while below is not None and below.protocol.name.startswith("ip"):
        more = below.find("ip.flags.mf") or below.find("ipv6.fraghdr.more")
        if more is not None and more.value:
            return True
        if below.protocol.source is not None:
            return False
        below = below.below
    return False


def _is_cut_quote(layer: Layer[Any]) -> bool:
    """Whether the IP header says that the packet was longer than what is quoted of it."""
    below = layer.below
    while below is not None:
        length = below.protocol.length
        if below.protocol.source is not None and length is not None:
            return below.start + length(below.header) > layer.reported_stop
        below = below.below
    return False
