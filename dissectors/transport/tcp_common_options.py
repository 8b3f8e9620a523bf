"""The TCP options of everyday traffic (RFC 9293, 7323, 2018, 7413, 5482)."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import UNSIGNED, FieldSpec, bits, flag, generated, group, octets, u8, u16, u32
from dissectors.header import Header
from dissectors.protocol import Layer
from dissectors.transport.tcp_header import ACK, SYN
from dissectors.transport.tcp_options import END, NO_OPERATION, SUBOPTION_MALFORMED, Option, option_node

LARGEST_SHIFT = 14
"""RFC 7323 §2.3: a larger shift is to be used as 14."""

SEGMENT_SIZE = u16(
    "tcp.options.mss_val",
    "Largest segment",
    unit="bytes",
    explain="The most payload the sender of this SYN wants to receive in one segment: what its link carries in a "
    "packet, less 40 bytes of IPv4 and TCP header (60 with IPv6). 1460 is Ethernet, 65495 Linux's loopback. Not "
    "negotiated: each side states its own (RFC 9293 §3.7.1).",
)
MSS_IN_OTHER_SEGMENT = group("tcp.options.mss.present", "Maximum segment size without SYN")
SHIFT = u8(
    "tcp.options.wscale.shift",
    "Shift count",
    explain="By how many bits the sender of this SYN will have its later windows shifted left; the window in the SYN "
    "itself is not shifted. Without the SYN in the capture, later windows cannot be scaled (RFC 7323 §2.2).",
)
MULTIPLIER = generated(
    UNSIGNED,
    "tcp.options.wscale.multiplier",
    "Multiplier",
    explain="Two to the power of the shift: multiply the sender's later windows by it (RFC 7323 §2.2).",
)
SHIFT_TOO_LARGE = group("tcp.options.wscale.shift.invalid", "Window shift above 14")
LEFT_EDGE = u32(
    "tcp.options.sack_le",
    "Left edge",
    explain="First sequence number of a block that has arrived although something before it is missing (RFC 2018 §3).",
)
RIGHT_EDGE = u32(
    "tcp.options.sack_re",
    "Right edge",
    explain="The sequence number just behind the block; between the acknowledgment number and the first left edge is "
    "what the sender should send again (RFC 2018 §3).",
)
BLOCKS = generated(UNSIGNED, "tcp.options.sack.count", "Blocks")
DUPLICATE_LEFT = FieldSpec[int]("tcp.options.sack.dsack_le", "Duplicate's left edge", UNSIGNED, 32)
DUPLICATE_RIGHT = FieldSpec[int]("tcp.options.sack.dsack_re", "Duplicate's right edge", UNSIGNED, 32)
DUPLICATE = group("tcp.options.sack.dsack", "Duplicate SACK")
TIMESTAMP = u32(
    "tcp.options.timestamp.tsval",
    "Timestamp value",
    explain="The sender's clock, usually in milliseconds from a random start; it tells old segments from new ones and "
    "round trips from guesses (RFC 7323 §3.2).",
)
ECHOED = u32(
    "tcp.options.timestamp.tsecr",
    "Timestamp echo reply",
    explain="The other side's newest timestamp sent back: now minus it is a round trip. Valid only with ACK "
    "(RFC 7323 §3.2).",
)
COOKIE_REQUEST = group(
    "tcp.options.tfo.request", "Cookie request", explain="The client asks for a cookie for next time (RFC 7413 §4.1.1)."
)
COOKIE = octets(
    "tcp.options.tfo.cookie",
    "Cookie",
    explain="Given by the server earlier; with it, data in the SYN is served before the handshake ends "
    "(RFC 7413 §4.1.2).",
)
COOKIE_IN_SYN = group("tcp.analysis.tfo_syn", "SYN with a fast open cookie")


class UserTimeout(Header):
    """RFC 5482 §3."""

    granularity = flag("tcp.options.user_to_granularity", "Granularity", values=("Seconds", "Minutes"))
    timeout = bits(15, "tcp.options.user_to_val", "User timeout")


def read_segment_size(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    _must_be_syn(cursor, layer)
    size = cursor.take(SEGMENT_SIZE)
    return f"{size} bytes", f"MSS={size}"


def _must_be_syn(cursor: Cursor, layer: Layer[Any]) -> None:
    if not layer.header.flags & SYN:
        start = cursor.position
        message = "A maximum segment size belongs into a SYN only (RFC 9293 §3.7.1)"
        cursor.notice(MSS_IN_OTHER_SEGMENT, "warning", message, start - 2, start)


def read_window_scale(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    start = cursor.position
    shift = cursor.take(SHIFT)
    if shift > LARGEST_SHIFT:
        message = "The shift is above 14 and counts as 14 (RFC 7323 §2.3)"
        cursor.notice(SHIFT_TOO_LARGE, "warning", message, start, start + 1)
    multiplier = 1 << min(shift, LARGEST_SHIFT)
    cursor.add(MULTIPLIER, multiplier, start, start + 1, generated=True)
    return f"{shift} (multiply by {multiplier})", f"WS={multiplier}"


def read_sack_permitted(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    return "", "SACK_PERM"


def read_blocks(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    """RFC 2018 §3; a first block below the acknowledgment, or inside the second, is a duplicate (RFC 2883 §4)."""
    start = cursor.position
    edges: list[tuple[int, int]] = []
    while cursor.remaining >= 8:
        edges.append((cursor.take(LEFT_EDGE), cursor.take(RIGHT_EDGE)))
    if cursor.remaining:
        message = "A block is cut by the option's end"
        cursor.notice(SUBOPTION_MALFORMED, "warning", message, cursor.position, cursor.stop)
    cursor.add(BLOCKS, len(edges), start - 2, start - 2, generated=True)
    if edges and _is_duplicate(edges, layer):
        left, right = edges[0]
        cursor.add(DUPLICATE_LEFT, left, start, start + 4, generated=True)
        cursor.add(DUPLICATE_RIGHT, right, start + 4, start + 8, generated=True)
        message = "The first block arrived twice: a duplicate SACK tells the sender so (RFC 2883 §4)"
        cursor.notice(DUPLICATE, "note", message, start, start + 8)
    in_tree = " ".join(f"{left}-{right}" for left, right in edges)
    return in_tree, " ".join(f"SLE={left} SRE={right}" for left, right in edges)


def _is_duplicate(edges: list[tuple[int, int]], layer: Layer[Any]) -> bool:
    left, right = edges[0]
    if _before(left, layer.header.acknowledgment):
        return True
    return len(edges) > 1 and not _before(left, edges[1][0]) and not _before(edges[1][1], right)


def _before(a: int, b: int) -> bool:
    """Sequence numbers are compared modulo 2**32 (RFC 9293 §3.4)."""
    return (a - b) & 0xFFFFFFFF >= 0x80000000


def read_timestamps(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    value, echoed = cursor.take(TIMESTAMP), cursor.take(ECHOED)
    return f"TSval {value}, TSecr {echoed}", f"TSval={value} TSecr={echoed}"


def read_cookie(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    """RFC 7413 §4.1."""
    start = cursor.position
    if not cursor.remaining:
        cursor.add(COOKIE_REQUEST, None, start - 2, start)
        return "cookie request", "TFO=R"
    cursor.take(COOKIE, cursor.remaining)
    if layer.header.flags & (SYN | ACK) == SYN:
        message = "A SYN with a fast open cookie: it may carry data that is served at once"
        cursor.notice(COOKIE_IN_SYN, "note", message, start, cursor.position)
    return "", "TFO=C"


def read_user_timeout(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    header = cursor.header(UserTimeout)
    unit = "minutes" if header.granularity else "seconds"
    return f"{header.timeout} {unit}", f"USER_TO={header.timeout}"


COMMON_OPTIONS = {
    END: Option(
        "End of option list (EOL)",
        option_node(
            "tcp.options.eol",
            "End of option list (EOL)",
            "Nothing but padding follows; the header is filled up to whole words of four bytes (RFC 9293 §3.2).",
        ),
    ),
    NO_OPERATION: Option(
        "No-operation (NOP)",
        option_node(
            "tcp.options.nop",
            "No-operation (NOP)",
            "Filler, mostly to let the next option begin at a whole word (RFC 9293 §3.2).",
        ),
    ),
    2: Option(
        "Maximum segment size",
        option_node(
            "tcp.options.mss",
            "Maximum segment size",
            "In a SYN: the largest segment its sender can receive (RFC 9293 §3.7.1).",
        ),
        read_segment_size,
        exactly=4,
    ),
    3: Option(
        "Window scale",
        option_node(
            "tcp.options.wscale",
            "Window scale",
            "Lets windows grow beyond 65,535 bytes, if both SYNs carry it (RFC 7323 §2).",
        ),
        read_window_scale,
        exactly=3,
    ),
    4: Option(
        "SACK permitted",
        option_node(
            "tcp.options.sack_perm",
            "SACK permitted",
            "In a SYN: its sender understands selective acknowledgments, which name what arrived behind a gap "
            "(RFC 2018 §2).",
        ),
        read_sack_permitted,
        exactly=2,
    ),
    5: Option(
        "SACK",
        option_node(
            "tcp.options.sack",
            "SACK",
            "Blocks that arrived behind a gap, so that only what is missing is sent again (RFC 2018 §3).",
        ),
        read_blocks,
    ),
    8: Option(
        "Timestamps",
        option_node(
            "tcp.options.timestamp",
            "Timestamps",
            "Two clocks, to measure round trips and to refuse segments left over from long ago (RFC 7323 §3, §5).",
        ),
        read_timestamps,
        exactly=10,
    ),
    28: Option(
        "User timeout",
        option_node(
            "tcp.options.user_to",
            "User timeout",
            "How long its sender waits for an acknowledgment before giving up (RFC 5482 §3).",
        ),
        read_user_timeout,
        exactly=4,
    ),
    34: Option(
        "TCP fast open",
        option_node(
            "tcp.options.tfo", "TCP fast open", "Data in the SYN, with a cookie from an earlier visit (RFC 7413)."
        ),
        read_cookie,
    ),
}
