"""The options of IPv4 (RFC 791 §3.1): the walk over their list, for `protocols.ipv4` behind the fixed 20 bytes."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import bits, flag, group, octets, u8
from dissectors.header import Header
from dissectors.internet.ipv4_option_kinds import KNOWN, UNKNOWN, Option
from dissectors.internet.option import option
from dissectors.protocol import Layer

OPTIONS = group("", "Options")
INVALID = group("ip.opt.len.invalid", "Invalid length for option")
NOPS = group(
    "ip.nop",
    "4 NOP in a row - a router may have removed some options",
    explain="Routers that dislike an option overwrite it with no-operations.",
)

CLASSES = {0: "Control", 1: "Reserved for future use", 2: "Debugging and measurement", 3: "Reserved for future use"}
NUMBERS = {
    0: "End of Option List (EOL)",
    1: "No-Operation (NOP)",
    2: "Security",
    3: "Loose source route",
    4: "Time stamp",
    5: "Extended security",
    6: "Commercial IP security option",
    7: "Record route",
    8: "Stream identifier",
    9: "Strict source route",
    10: "Experimental Measurement",
    11: "MTU probe",
    12: "MTU Reply",
    13: "Experimental Flow Control",
    14: "Experimental Access Control",
    15: "Ask Estrin",
    16: "IMI Traffic Descriptor",
    17: "Extended Internet Protocol",
    18: "Traceroute",
    19: "Address Extension",
    20: "Router Alert",
    21: "Selective Directed Broadcast",
    22: "Unassigned",
    23: "Dynamic Packet State",
    24: "Upstream Multicast Packet",
    25: "Quick-Start",
    30: "RFC 3692-style experiment",
}


class OptionType(Header):
    """RFC 791 §3.1: copied flag, class, number."""

    type = u8(
        "ip.opt.type",
        "Type",
        explain="Which option this is, and whether fragments repeat it (RFC 791 §3.1).",
        parts=(
            flag(
                "ip.opt.type.copy",
                "Copy on fragmentation",
                values=("No", "Yes"),
                explain="Whether every fragment carries the option, or the first one only (RFC 791 §3.1).",
            ),
            bits(
                2,
                "ip.opt.type.class",
                "Class",
                values=CLASSES,
                explain="0 for control, 2 for debugging and measurement (RFC 791 §3.1).",
            ),
            bits(
                5,
                "ip.opt.type.number",
                "Number",
                values=NUMBERS,
                explain="Which option of its class this is (RFC 791 §3.1).",
            ),
        ),
    )


LENGTH = u8(
    "ip.opt.len", "Length", unit="bytes", explain="Bytes of the whole option, type and length included (RFC 791 §3.1)."
)
END = octets("ip.options.eol", "End of Options List", explain="Nothing but padding follows (RFC 791 §3.1).")
NOP = octets(
    "ip.options.nop", "No-Operation", explain="Filler, to let the next option begin at a whole word (RFC 791 §3.1)."
)


def read_options(layer: Layer[Any], cursor: Cursor) -> None:
    """Read all options up to the cursor's end; wrong ones leave a notice."""
    length = cursor.remaining
    if length <= 0:
        return
    titles: list[str] = []
    with cursor.node(OPTIONS) as node:
        _read_list(layer, cursor, titles)
        cursor.position = cursor.stop
    node.heading = f"Options: ({length} bytes)" + "".join(f", {title}" for title in titles)


def _read_list(layer: Layer[Any], cursor: Cursor, titles: list[str]) -> None:
    padding = 0
    while cursor.remaining > 0:
        kind = cursor.peek(1)[0]
        if kind <= 1:
            padding = padding + 1 if kind == 1 else 0
            titles.append("No-Operation (NOP)" if kind else "End of Options List (EOL)")
            spec = NOP if kind else END
            with cursor.node(spec, f"IP Option - {titles[-1]}"):
                cursor.header(OptionType)
            if padding == 4:
                cursor.notice(NOPS, "note", NOPS.label, cursor.position - 4, cursor.position)
            if kind == 0:
                return
            continue
        padding = 0
        known = KNOWN.get(kind)
        title = known.title if known else f"Unknown (0x{kind:02x})"
        size = cursor.peek(1, 1)
        if not size or size[0] < 2 or size[0] > cursor.remaining:
            wrong = f"length {size[0]}" if size else "no length byte"
            message = f"{title}: {wrong}, with {cursor.remaining} bytes of options left"
            cursor.notice(INVALID, "warning", message, cursor.position, cursor.stop)
            return
        titles.append(title)
        _read_one(layer, cursor, known or UNKNOWN, title, size[0])


def _read_one(layer: Layer[Any], cursor: Cursor, known: Option, title: str, length: int) -> None:
    with option(cursor, known.spec, f"IP Option - {title} ({length} bytes)", length, INVALID) as node:
        cursor.header(OptionType)
        cursor.take(LENGTH)
        if known.length and known.length != length:
            message = f"{title}: length {length}, should be {known.length}"
            cursor.notice(INVALID, "warning", message, node.start + 1, node.start + 2)
        known.read(cursor, node, layer)
