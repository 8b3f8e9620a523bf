"""What follows an Ethernet payload: padding, a frame check sequence, or a trailer.

No byte says which it is. These are the guesses that Wireshark makes by default, so that both show the same.
"""

from __future__ import annotations

from typing import Any

from dissectors.checksum_verdict import UNVERIFIED, status_field
from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, group, octets, u32
from dissectors.protocol import Layer

SHORTEST_FRAME = 60
"""Bytes without the frame check sequence (IEEE 802.3 §4.2.3.3)."""
FCS_BYTES = 4

PADDING = octets(
    "eth.padding",
    "Padding",
    explain="Zeros that fill a short frame up to the 60 bytes that Ethernet demands (IEEE 802.3 §4.2.3.3).",
)
TRAILER = octets("eth.trailer", "Trailer", explain="Bytes behind what the packet says is its end.")
FCS = u32(
    "eth.fcs",
    "Frame check sequence",
    hex_digits=8,
    explain="A CRC over the whole frame, by which the receiving hardware drops what the wire damaged. Most captures "
    "do not have it; that these bytes are one is a guess (IEEE 802.3 §3.2.9).",
)
FCS_STATUS = status_field("eth.fcs.status", "Frame check sequence status")
PADDING_BAD = group(
    "eth.padding_bad",
    "Padding that is not zero",
    explain="Drivers that do not clear the padding send bytes of older packets along: a leak, or a trailer.",
)


def take_trailer(layer: Layer[Any], cursor: Cursor, trailer: FieldSpec[bytes], fcs_length: int) -> None:
    """Divide all bytes that are left, of which `trailer` gets what is neither padding nor a check sequence.

    `fcs_length` is 0 or 4 bytes where the capture tells, else -1.
    """
    on_wire = layer.reported_stop - cursor.position
    room = layer.frame.length - on_wire
    may_be_padded = room < SHORTEST_FRAME <= layer.frame.length
    padding = SHORTEST_FRAME - room if may_be_padded else 0
    if any(cursor.peek(padding)):
        padding = 0
    if padding:
        cursor.take(PADDING, min(padding, cursor.remaining))
    on_wire -= padding
    has_fcs = fcs_length == FCS_BYTES or (
        fcs_length != 0 and layer.reported_stop - layer.start >= 64 and on_wire >= FCS_BYTES
    )
    rest = min(cursor.remaining, on_wire - FCS_BYTES) if has_fcs else cursor.remaining
    if rest > 0:
        start = cursor.position
        cursor.take(trailer, rest)
        if may_be_padded and not padding:
            cursor.notice(PADDING_BAD, "note", "Bytes that would be padding are not zero", start, cursor.position)
    if has_fcs and cursor.remaining >= FCS_BYTES:
        cursor.take(FCS)
        cursor.conclude(FCS_STATUS, UNVERIFIED)
