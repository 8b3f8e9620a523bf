"""What SCTP's chunks are filled with: parameters (RFC 9260 §3.2.1) and error causes (§3.3.10)."""

from __future__ import annotations

from collections.abc import Callable

from dissectors.cursor import Cursor
from dissectors.fields import AnySpec, flag, group, ipv4, ipv6, octets, string, u8, u16, u32, unused
from dissectors.header import Header
from dissectors.names.sctp import (
    ADDRESS_TYPES,
    CAUSE_CODES,
    CHUNK_TYPES,
    HMAC_IDENTIFIERS,
    PARAMETER_TYPES,
    RECONFIGURATION_RESULTS,
)

MAX_DEPTH = 6
"""Parameters hold parameters, and errors quote chunks; below this nothing is taken apart any more."""


class ParameterHeader(Header):
    """RFC 9260 §3.2.1."""

    type = u16(
        "sctp.parameter_type",
        "Parameter type",
        values=PARAMETER_TYPES,
        hex_digits=4,
        parts=(
            flag(
                "sctp.parameter_bit_1",
                "Who does not know it",
                values=("stops reading the parameters", "skips it and goes on"),
            ),
            flag("sctp.parameter_bit_2", "and", values=("does not report it", "reports it")),
            unused(14),
        ),
    )
    length = u16("sctp.parameter_length", "Parameter length", unit="bytes")


class CauseHeader(Header):
    """RFC 9260 §3.3.10."""

    code = u16("sctp.cause_code", "Cause code", values=CAUSE_CODES, hex_digits=4)
    length = u16("sctp.cause_length", "Cause length", unit="bytes")


PARAMETER = group("", "Parameter")
PARAMETER_VALUE = octets("sctp.parameter_value", "Parameter value")
PARAMETER_PADDING = octets("sctp.parameter_padding", "Parameter padding")
IPV4_ADDRESS = ipv4(
    "sctp.parameter_ipv4_address", "Address", explain="One more address of its sender (RFC 9260 §3.3.2.1.1)."
)
IPV6_ADDRESS = ipv6(
    "sctp.parameter_ipv6_address", "Address", explain="One more address of its sender (RFC 9260 §3.3.2.1.2)."
)
HEARTBEAT = octets(
    "sctp.parameter_heartbeat_information",
    "Heartbeat information",
    explain="Sent back unchanged, so that the sender can measure the round trip (RFC 9260 §3.3.5).",
)
STATE_COOKIE = octets(
    "sctp.parameter_state_cookie",
    "State cookie",
    explain="All the server knows of this association so far, signed; it keeps nothing until the client sends it back, "
    "so floods of INIT cost it nothing (RFC 9260 §5.1.3).",
)
LIFESPAN = u32("sctp.parameter_cookie_preservative_incr", "Suggested cookie life-span increment", unit="ms")
HOST_NAME = string("sctp.parameter_hostname", "Host name")
ADDRESS_TYPE = u16("sctp.parameter_supported_address_type", "Supported address type", values=ADDRESS_TYPES)
REQUEST_NUMBER = u32("sctp.parameter_reconfig_request_sequence_number", "Request sequence number")
RESPONSE_NUMBER = u32("sctp.parameter_reconfig_response_sequence_number", "Response sequence number")
LAST_TSN = u32("sctp.parameter_senders_last_assigned_tsn", "Sender's last assigned TSN")
SENDER_TSN = u32("sctp.parameter_senders_next_tsn", "Sender's next TSN")
RECEIVER_TSN = u32("sctp.parameter_receivers_next_tsn", "Receiver's next TSN")
RESULT = u32("sctp.parameter_reconfig_response_result", "Result", values=RECONFIGURATION_RESULTS)
STREAM = u16("sctp.parameter_reconfig_sid", "Stream identifier")
OUTGOING_STREAMS = u16("sctp.parameter_add_outgoing_streams_number", "Number of streams")
OUTGOING_RESERVED = u16("sctp.parameter_add_outgoing_streams_reserved", "Reserved")
INCOMING_STREAMS = u16("sctp.parameter_add_incoming_streams_number", "Number of streams")
INCOMING_RESERVED = u16("sctp.parameter_add_incoming_streams_reserved", "Reserved")
CORRELATION = u32("sctp.correlation_id", "Correlation ID", hex_digits=8)
ADAPTATION = u32("sctp.adaptation_layer_indication", "Indication", hex_digits=8)
RANDOM = octets("sctp.random_number", "Random number")
AUTHENTICATED_CHUNK = u8("sctp.chunk_type_to_auth", "Chunk type", values=CHUNK_TYPES)
HMAC_ID = u16("sctp.hmac_id", "HMAC identifier", values=HMAC_IDENTIFIERS)
SUPPORTED_CHUNK = u8("sctp.supported_chunk_type", "Supported chunk type", values=CHUNK_TYPES)

CAUSE = group("", "Cause")
CAUSE_INFORMATION = octets("sctp.cause_information", "Cause information")
CAUSE_PADDING = octets("sctp.cause_padding", "Cause padding")
CAUSE_STREAM = u16("sctp.cause_stream_identifier", "Stream identifier")
CAUSE_RESERVED = u16("sctp.cause_reserved", "Reserved")
MISSING_COUNT = u32("sctp.cause_nr_of_missing_parameters", "Number of missing parameters")
MISSING_TYPE = u16("sctp.cause_missing_parameter_type", "Missing parameter", values=PARAMETER_TYPES, hex_digits=4)
STALENESS = u32("sctp.cause_measure_of_staleness", "Measure of staleness", unit="µs")
CAUSE_TSN = u32("sctp.cause_tsn", "TSN")
BAD_LENGTH = group("sctp.parameter_length.bad", "Impossible length")

FIXED_PARAMETERS: dict[int, tuple[AnySpec, ...]] = {
    5: (IPV4_ADDRESS,),
    6: (IPV6_ADDRESS,),
    9: (LIFESPAN,),
    15: (REQUEST_NUMBER,),
    17: (REQUEST_NUMBER, OUTGOING_STREAMS, OUTGOING_RESERVED),
    18: (REQUEST_NUMBER, INCOMING_STREAMS, INCOMING_RESERVED),
    0xC005: (CORRELATION,),
    0xC006: (ADAPTATION,),
}
"""Parameters that always hold the same fields."""

WHOLE_PARAMETERS: dict[int, AnySpec] = {1: HEARTBEAT, 7: STATE_COOKIE, 11: HOST_NAME, 0x8002: RANDOM}
"""Parameters whose whole value is one field."""

LISTS: dict[int, tuple[tuple[AnySpec, ...], AnySpec]] = {
    12: ((), ADDRESS_TYPE),
    13: ((REQUEST_NUMBER, RESPONSE_NUMBER, LAST_TSN), STREAM),
    14: ((REQUEST_NUMBER,), STREAM),
    0x8003: ((), AUTHENTICATED_CHUNK),
    0x8004: ((), HMAC_ID),
    0x8008: ((), SUPPORTED_CHUNK),
}
"""Parameters that end in a list: what stands before it, and what it consists of."""

NESTING = {8: (), 0xC001: (CORRELATION,), 0xC002: (CORRELATION,), 0xC004: (CORRELATION,)}
"""Parameters that hold others behind these fields."""

FIXED_CAUSES: dict[int, tuple[AnySpec, ...]] = {
    1: (CAUSE_STREAM, CAUSE_RESERVED),
    3: (STALENESS,),
    9: (CAUSE_TSN,),
}
CAUSES_WITH_PARAMETERS = frozenset((5, 8, 11))
CAUSE_WITH_CHUNK = 6
MISSING_PARAMETERS = 2

ChunkReader = Callable[[Cursor, int], None]


def read_parameters(cursor: Cursor, depth: int = 0) -> None:
    """Parameters up to the cursor's stop."""
    while cursor.remaining > 0:
        with cursor.node(PARAMETER) as node:
            header = cursor.header(ParameterHeader)
            name = PARAMETER_TYPES.get(header.type, f"Unknown (0x{header.type:04x})")
            node.heading = f"{name} parameter"
            _check_length(cursor, header.length)
            with cursor.limit(header.length - ParameterHeader.size):
                _read_value(cursor, header.type, depth)
            take_padding(cursor, PARAMETER_PADDING, header.length)


def _check_length(cursor: Cursor, length: int) -> None:
    if length < 4:
        start = cursor.position
        cursor.notice(BAD_LENGTH, "warning", f"A length of {length}: type and length alone are 4", start - 2, start)
        raise cursor.malformed(f"length {length} is below 4")


def take_padding(cursor: Cursor, spec: AnySpec, length: int) -> None:
    """Values are filled up to whole words of four bytes; the last one's filling may belong to what is around it."""
    padding = min(-length % 4, cursor.remaining)
    if padding > 0:
        cursor.take(spec, padding)


def _read_value(cursor: Cursor, kind: int, depth: int) -> None:
    if kind in FIXED_PARAMETERS:
        _take_all(cursor, FIXED_PARAMETERS[kind])
    elif kind in WHOLE_PARAMETERS and cursor.remaining:
        cursor.take(WHOLE_PARAMETERS[kind], cursor.remaining)
    elif kind in LISTS:
        before, item = LISTS[kind]
        _take_all(cursor, before)
        while cursor.remaining * 8 >= item.bits:
            cursor.take(item)
    elif kind == 16:
        _take_all(cursor, (RESPONSE_NUMBER, RESULT))
        if cursor.remaining >= 8:
            _take_all(cursor, (SENDER_TSN, RECEIVER_TSN))
    elif kind in NESTING and depth < MAX_DEPTH:
        _take_all(cursor, NESTING[kind])
        read_parameters(cursor, depth + 1)
    if cursor.remaining > 0:
        cursor.take(PARAMETER_VALUE, cursor.remaining)


def _take_all(cursor: Cursor, specs: tuple[AnySpec, ...]) -> None:
    for spec in specs:
        cursor.take(spec)


def read_causes(cursor: Cursor, depth: int, read_chunk: ChunkReader) -> None:
    """Error causes up to the cursor's stop; `read_chunk` reads a chunk that a cause quotes."""
    while cursor.remaining > 0:
        with cursor.node(CAUSE) as node:
            header = cursor.header(CauseHeader)
            node.heading = f"{CAUSE_CODES.get(header.code, f'Unknown (0x{header.code:04x})')} cause"
            _check_length(cursor, header.length)
            with cursor.limit(header.length - CauseHeader.size):
                _read_cause(cursor, header.code, depth, read_chunk)
            take_padding(cursor, CAUSE_PADDING, header.length)


def _read_cause(cursor: Cursor, code: int, depth: int, read_chunk: ChunkReader) -> None:
    if code in FIXED_CAUSES:
        _take_all(cursor, FIXED_CAUSES[code])
    elif code == MISSING_PARAMETERS:
        cursor.take(MISSING_COUNT)
        while cursor.remaining >= 2:
            cursor.take(MISSING_TYPE)
    elif depth < MAX_DEPTH and code in CAUSES_WITH_PARAMETERS:
        read_parameters(cursor, depth + 1)
    elif depth < MAX_DEPTH and code == CAUSE_WITH_CHUNK:
        read_chunk(cursor, depth + 1)
    if cursor.remaining > 0:
        cursor.take(CAUSE_INFORMATION, cursor.remaining)
