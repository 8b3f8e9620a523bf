"""The walk over an SCTP packet's chunks: reads each, with its parameters, causes, blocks and payload."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from dissectors.cursor import Cursor
from dissectors.fields import UNSIGNED, AnySpec, FieldSpec, bits, flag, generated, group, octets, u16, u32
from dissectors.header import Header
from dissectors.names.sctp import CHUNK_TYPES
from dissectors.protocols.data import BYTES as DATA_BYTES
from dissectors.protocols.data import LENGTH as DATA_LENGTH
from dissectors.transport.sctp_chunks import (
    CHUNK_HEADERS,
    ChunkHeader,
    Data,
    ForwardTSN,
    Init,
    InitAck,
    InterleavedData,
    NrSack,
    Sack,
    Shutdown,
)
from dissectors.transport.sctp_parameters import HMAC_ID, read_causes, read_parameters, take_padding

WHOLE_MESSAGE = 0x03
"""First and last fragment at once."""
FIRST_FRAGMENT = 0x02

CHUNK = group("", "Chunk")
CHUNK_VALUE = octets("sctp.chunk_value", "Chunk value")
CHUNK_PADDING = octets("sctp.chunk_padding", "Chunk padding", explain="Chunks are filled up to whole words of 4 bytes.")
FRAGMENT = octets("", "Part of a message")
COOKIE = octets("sctp.cookie", "Cookie", explain="The server's state cookie, sent back (RFC 9260 §3.3.11).")
HMAC = octets("sctp.hmac", "HMAC")
DROPPED = octets("sctp.pktdrop_datafield", "Dropped packet")
PADDING_DATA = octets("sctp.padding_data", "Padding data")
PAYLOAD_PROTOCOL = u32("sctp.data_payload_proto_id", "Payload protocol")
FRAGMENT_NUMBER = u32("sctp.data_fsn", "Fragment sequence number")
DUPLICATE = u32("sctp.sack_duplicate_tsn", "Duplicate TSN")
KEPT_DUPLICATE = u32("sctp.nr_sack_duplicate_tsn", "Duplicate TSN")
BLOCK = group("", "Gap block")
BAD_LENGTH = group("sctp.chunk_length.bad", "Impossible length")
NO_WINDOW = group("sctp.sack_a_rwnd.expert", "Window of 0")
BAD_BLOCK = group("sctp.sack_gap_block_malformed", "Block that ends before it begins")


class Blocks:
    """The fields of one kind of gap block."""

    def __init__(self, prefix: str, count: str) -> None:
        self.start = u16(f"{prefix}_start", "Start", explain="Counted from the cumulative TSN (RFC 9260 §3.3.4).")
        self.end = u16(f"{prefix}_end", "End")
        self.start_tsn = generated(UNSIGNED, f"{prefix}_start_tsn", "Start TSN")
        self.end_tsn = generated(UNSIGNED, f"{prefix}_end_tsn", "End TSN")
        self.count = generated(UNSIGNED, count, "TSNs in gap blocks")


GAP = Blocks("sctp.sack_gap_block", "sctp.sack_number_of_tsns_gap_acked")
NR_GAP = Blocks("sctp.nr_sack_gap_block", "sctp.nr_sack_number_of_tsns_gap_acked")
NR_KEPT_GAP = Blocks("sctp.nr_sack_nr_gap_block", "sctp.nr_sack_number_of_tsns_nr_gap_acked")


class SkippedStream(Header):
    """RFC 3758 §3.2."""

    stream = u16("sctp.forward_tsn_sid", "Stream identifier")
    sequence = u16("sctp.forward_tsn_ssn", "Stream sequence number")


class SkippedMessage(Header):
    """RFC 8260 §2.3.1."""

    stream = u16("sctp.i_forward_tsn_sid", "Stream identifier")
    flags = u16(
        "sctp.i_forward_tsn_flags",
        "Flags",
        hex_digits=4,
        parts=(
            bits(15, "sctp.i_forward_tsn_res", "Reserved"),
            flag("sctp.i_forward_tsn_u_bit", "U-Bit", values=("Ordered messages", "Unordered messages")),
        ),
    )
    message = u32("sctp.forward_tsn_mid", "Message identifier")


def read_chunks(cursor: Cursor) -> None:
    """All chunks up to the cursor's stop."""
    while cursor.remaining > 0:
        read_chunk(cursor, 0)


def read_chunk(cursor: Cursor, depth: int) -> None:
    """One chunk with its padding. Raises `Truncated`, and `Malformed` where its length leads nowhere."""
    with cursor.node(CHUNK) as node:
        kind = cursor.number(1)
        name = CHUNK_TYPES.get(kind, f"Unknown ({kind})")
        node.heading = f"{name} chunk"
        length = cursor.number(2, ahead=2)
        declared = CHUNK_HEADERS.get(kind, ChunkHeader)
        if length < declared.size:
            _read_too_short(cursor, declared, length)
            return
        if length > cursor.remaining:
            message = f"A chunk of {length} bytes, but only {cursor.remaining} are left"
            cursor.notice(BAD_LENGTH, "warning", message, cursor.position + 2, cursor.position + 4)
        with cursor.limit(length):
            header = cursor.header(declared)
            told = _summary(header)
            if told:
                node.heading = f"{name} chunk ({told})"
            READERS.get(kind, _read_value)(cursor, header, depth)
        take_padding(cursor, CHUNK_PADDING, length)


def _read_too_short(cursor: Cursor, declared: type[Header], length: int) -> None:
    start = cursor.position
    cursor.header(ChunkHeader)
    message = f"A chunk of {length} bytes is too short: its fixed part alone has {declared.size}"
    cursor.notice(BAD_LENGTH, "warning", message, start + 2, start + 4)
    if length < ChunkHeader.size:
        raise cursor.malformed(f"chunk length {length} is below {ChunkHeader.size}")
    if length > ChunkHeader.size:
        cursor.take(CHUNK_VALUE, length - ChunkHeader.size)
    take_padding(cursor, CHUNK_PADDING, length)


def _summary(header: Header) -> str:
    """What a chunk's line says of its fixed part."""
    if isinstance(header, Data):
        order = "unordered" if header.flags & 0x04 else "ordered"
        return f"{order}, TSN {header.tsn}, stream {header.stream}, {header.length - Data.size} bytes of payload"
    if isinstance(header, InterleavedData):
        return f"TSN {header.tsn}, stream {header.stream}, message {header.message}"
    if isinstance(header, Init | InitAck):
        return f"outbound streams {header.outbound_streams}, inbound streams {header.inbound_streams}"
    if isinstance(header, Sack | NrSack):
        return f"cumulative TSN {header.cumulative_tsn}, window {header.credit}, gaps {header.gap_blocks}"
    if isinstance(header, Shutdown):
        return f"cumulative TSN {header.cumulative_tsn}"
    if isinstance(header, ForwardTSN):
        return f"cumulative TSN {header.tsn}"
    return ""


def _read_data(cursor: Cursor, header: Header, depth: int) -> None:
    flags = cast(Data, header).flags
    _read_payload(cursor, flags)


def _read_interleaved(cursor: Cursor, header: Header, depth: int) -> None:
    flags = cast(InterleavedData, header).flags
    cursor.take(PAYLOAD_PROTOCOL if flags & FIRST_FRAGMENT else FRAGMENT_NUMBER)
    _read_payload(cursor, flags)


def _read_payload(cursor: Cursor, flags: int) -> None:
    length = cursor.remaining
    if not length:
        return
    if flags & WHOLE_MESSAGE != WHOLE_MESSAGE:
        cursor.take(FRAGMENT, length)
        return
    cursor.take(DATA_BYTES, length)
    cursor.conclude(DATA_LENGTH, length)


def _read_parameters(cursor: Cursor, header: Header, depth: int) -> None:
    read_parameters(cursor, depth)


def _read_causes(cursor: Cursor, header: Header, depth: int) -> None:
    read_causes(cursor, depth, read_chunk)


def _read_sack(cursor: Cursor, header: Header, depth: int) -> None:
    sack = cast(Sack, header)
    _mark_closed_window(cursor, sack.credit)
    _read_blocks(cursor, GAP, sack.gap_blocks, sack.cumulative_tsn)
    _take_up_to(cursor, DUPLICATE, sack.duplicates)


def _read_nr_sack(cursor: Cursor, header: Header, depth: int) -> None:
    sack = cast(NrSack, header)
    _mark_closed_window(cursor, sack.credit)
    _read_blocks(cursor, NR_GAP, sack.gap_blocks, sack.cumulative_tsn)
    _read_blocks(cursor, NR_KEPT_GAP, sack.kept_blocks, sack.cumulative_tsn)
    _take_up_to(cursor, KEPT_DUPLICATE, sack.duplicates)


def _mark_closed_window(cursor: Cursor, credit: int) -> None:
    if credit == 0:
        start = cursor.position
        cursor.notice(NO_WINDOW, "note", "The receiver has no room left: the sender has to wait", start, start)


def _read_blocks(cursor: Cursor, blocks: Blocks, count: int, base: int) -> None:
    """Gap blocks; their ends count from the cumulative TSN `base`."""
    total = 0
    start = cursor.position
    for _ in range(count):
        with cursor.node(BLOCK) as node:
            first = cursor.take(blocks.start)
            cursor.conclude(blocks.start_tsn, base + first & 0xFFFFFFFF)
            last = cursor.take(blocks.end)
            cursor.conclude(blocks.end_tsn, base + last & 0xFFFFFFFF)
            node.heading = f"Arrived: TSN {base + first & 0xFFFFFFFF} to {base + last & 0xFFFFFFFF}"
            if last < first:
                message = "The block ends before it begins"
                cursor.notice(BAD_BLOCK, "warning", message, cursor.position - 4, cursor.position)
        total += last - first + 1
    if count:
        cursor.add(blocks.count, total & 0xFFFFFFFF, start, start, generated=True)


def _take_up_to(cursor: Cursor, spec: AnySpec, count: int) -> None:
    for _ in range(count):
        cursor.take(spec)


def _read_forward(cursor: Cursor, header: Header, depth: int) -> None:
    while cursor.remaining >= SkippedStream.size:
        cursor.header(SkippedStream)


def _read_interleaved_forward(cursor: Cursor, header: Header, depth: int) -> None:
    while cursor.remaining >= SkippedMessage.size:
        cursor.header(SkippedMessage)


def _read_authentication(cursor: Cursor, header: Header, depth: int) -> None:
    cursor.take(HMAC_ID)
    _rest(HMAC)(cursor, header, depth)


def _rest(spec: FieldSpec[bytes]) -> Callable[[Cursor, Header, int], None]:
    """A reader that takes all that is left as one field."""

    def read(cursor: Cursor, header: Header, depth: int) -> None:
        if cursor.remaining:
            cursor.take(spec, cursor.remaining)

    return read


_read_value = _rest(CHUNK_VALUE)

READERS: dict[int, Callable[[Cursor, Any, int], None]] = {
    0: _read_data,
    1: _read_parameters,
    2: _read_parameters,
    3: _read_sack,
    4: _read_parameters,
    5: _read_parameters,
    6: _read_causes,
    9: _read_causes,
    10: _rest(COOKIE),
    15: _read_authentication,
    16: _read_nr_sack,
    64: _read_interleaved,
    128: _read_parameters,
    129: _rest(DROPPED),
    130: _read_parameters,
    132: _rest(PADDING_DATA),
    192: _read_forward,
    193: _read_parameters,
    194: _read_interleaved_forward,
}
