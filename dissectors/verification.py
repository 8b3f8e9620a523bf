"""Whether a layer's checksum is right: over its bytes alone, or with a pseudo header of the IP layer below.

What comes of it is told by `dissectors.checksum_verdict`.
"""

from __future__ import annotations

from typing import Any

from dissectors.addresses import network_addresses
from dissectors.checksum import internet_checksum, pseudo_header
from dissectors.checksum_verdict import UNVERIFIED, ChecksumVerdict
from dissectors.protocol import Layer

FRAGMENT = ChecksumVerdict(UNVERIFIED, reason="this is a fragment, and the checksum is over the whole")
CUT = ChecksumVerdict(UNVERIFIED, reason="the capture cut the frame")
QUOTED = ChecksumVerdict(UNVERIFIED, reason="only the beginning of the packet is quoted")
NO_ADDRESSES = ChecksumVerdict(UNVERIFIED, reason="no IP addresses to take it over")


def verify_message(layer: Layer[Any], field_start: int, covered: int | None = None) -> ChecksumVerdict:
    """Check an Internet checksum (RFC 1071) that stands at `field_start` in the frame.

    It is over the `covered` bytes from the layer's start on, or fewer where the message is shorter; None: all.
    """
    unverified = _obstacle(layer, layer.reported_stop)
    if unverified is not None:
        return unverified
    stop = layer.stop if covered is None else min(layer.start + covered, layer.stop)
    return _compare(layer.frame.data, layer.start, stop, field_start)


def verify_segment(
    layer: Layer[Any], protocol: int, field_start: int, covered: int | None = None, zero_means_none: bool = False
) -> ChecksumVerdict:
    """Check a checksum over segment and pseudo header (RFC 9293 §3.1, RFC 768, RFC 8200 §8.1).

    `protocol` is the number in the pseudo header, `field_start` the checksum's place in the frame, `covered` the bytes
    that are summed from the layer's start (None: all). Where `zero_means_none`, a sum of 0 is sent as 0xffff (RFC 768).
    """
    length = layer.reported_stop - layer.start
    stop = layer.start + (length if covered is None else covered)
    unverified = _obstacle(layer, stop)
    if unverified is not None:
        return unverified
    addresses = network_addresses(layer)
    if addresses is None:
        return NO_ADDRESSES
    pseudo = pseudo_header(*addresses, protocol, length)
    return _compare(layer.frame.data, layer.start, stop, field_start, pseudo, zero_means_none)


def _compare(
    data: bytes, start: int, stop: int, place: int, pseudo: bytes = b"", zero_means_none: bool = False
) -> ChecksumVerdict:
    """The checksum at `place` against that of a pseudo header and `data[start:stop]`, its own two bytes taken as 0."""
    found = int.from_bytes(data[place : place + 2], "big")
    expected = internet_checksum(b"".join((pseudo, data[start:place], b"\0\0", data[place + 2 : stop])))
    if zero_means_none:
        expected = expected or 0xFFFF
    return ChecksumVerdict.comparing(found, expected, _left_to_the_card(pseudo) if pseudo else ())


def _obstacle(layer: Layer[Any], stop: int) -> ChecksumVerdict | None:
    """Why the bytes up to `stop` cannot be summed; None where they can."""
    if is_fragment(layer):
        return FRAGMENT
    if stop > layer.stop:
        return CUT
    return QUOTED if layer.quoted and _is_cut_quote(layer) else None


def _left_to_the_card(pseudo: bytes) -> tuple[int, ...]:
    """What senders leave in the field for their card: the pseudo header's own sum, with or without length, or 0."""
    lengthless = pseudo[:10] + b"\0\0" if len(pseudo) == 12 else pseudo[:32] + b"\0\0\0\0" + pseudo[36:]
    return 0xFFFF - internet_checksum(pseudo), 0xFFFF - internet_checksum(lengthless), 0


def is_fragment(layer: Layer[Any]) -> bool:
    """Whether only a first fragment is here: the rest of the message is in other packets."""
    below = layer.below
    while below is not None and below.carries is None and below.protocol.name.startswith("ip"):
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
