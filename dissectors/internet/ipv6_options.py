"""The options of IPv6's hop-by-hop and destination headers (RFC 8200 §4.2): the walk over their list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from dissectors.cursor import Cursor
from dissectors.fields import BYTES, FieldSpec, Value, bits, flag, group, octets, u8
from dissectors.header import Header
from dissectors.internet.ipv6_option_kinds import KINDS, NAMES
from dissectors.internet.option import option
from dissectors.protocol import Layer

PAD1, PADN = 0, 1
ACTIONS = {
    0: "Skip and continue",
    1: "Discard",
    2: "Discard and send ICMP Parameter Problem",
    3: "Discard and send ICMP if not multicast",
}


def _name(number: int) -> str:
    return f"{NAMES.get(number, 'Unknown')} (0x{number:02x})"


def _bytes_or_none(value: Value) -> str:
    return cast(bytes, value).hex() or "<none>"


class OptionType(Header):
    """RFC 8200 §4.2: the highest bits say what those do who do not know the option."""

    type = u8(
        "ipv6.opt.type",
        "Type",
        hex_digits=2,
        show=_name,
        explain="Which option this is, and what those do who do not know it (RFC 8200 §4.2).",
        parts=(
            bits(
                2,
                "ipv6.opt.type.action",
                "Action",
                values=ACTIONS,
                explain="What a machine that does not know the option does with the packet (RFC 8200 §4.2).",
            ),
            flag(
                "ipv6.opt.type.change",
                "May Change",
                values=("No", "Yes"),
                explain="Whether routers may change the option's content on the way (RFC 8200 §4.2).",
            ),
            bits(5, "ipv6.opt.type.rest", "Low-Order Bits", hex_digits=2),
        ),
    )


OPTION = group(
    "ipv6.opt", "IPv6 Option", explain="A type, a length and content; or a single byte of padding (RFC 8200 §4.2)."
)
TYPE = u8("ipv6.opt.type", "Type", hex_digits=2, show=_name, explain="Which option this is (RFC 8200 §4.2).")
LENGTH = u8(
    "ipv6.opt.length", "Length", explain="Bytes of the option's content, type and length not counted (RFC 8200 §4.2)."
)
PAD1_MARK = group("ipv6.opt.pad1", "Pad1")
PADDING: FieldSpec[bytes] = FieldSpec(
    "ipv6.opt.padn", "PadN", replace(BYTES, show=_bytes_or_none, printed=_bytes_or_none)
)
UNKNOWN = octets("ipv6.opt.unknown", "Unknown Option Payload")
EXPERIMENTAL = octets("ipv6.opt.experimental", "Experimental Option")
REST = octets("ipv6.opt_unknown_data", "Unknown Data")
INVALID = group("ipv6.opt.invalid_len", "Invalid IPv6 option length")


def read_options(layer: Layer[Any], cursor: Cursor) -> None:
    """Read options up to the cursor's end; one that goes beyond it is read as far as it is there, with a notice."""
    while cursor.remaining > 0:
        kind = cursor.peek(1)[0]
        if kind == PAD1:
            with cursor.node(OPTION, "Pad1"):
                cursor.take(TYPE)
                cursor.add(PAD1_MARK, None, cursor.position - 1, cursor.position)
            continue
        title = NAMES.get(kind, f"Unknown IPv6 Option ({kind})")
        size = cursor.peek(1, 1)
        whole = size[0] + 2 if size else 2
        with option(cursor, OPTION, title, min(whole, cursor.remaining), INVALID) as node:
            if whole > cursor.remaining:
                message = f"{title}: {whole} bytes, of which {cursor.remaining} are in the header"
                cursor.notice(INVALID, "warning", message, cursor.position, cursor.stop)
            cursor.header(OptionType)
            cursor.take(LENGTH)
            if kind == PADN:
                cursor.take(PADDING, cursor.remaining)
            elif kind in KINDS:
                KINDS[kind](cursor, node, layer)
                if cursor.remaining:
                    cursor.take(REST, cursor.remaining)
            else:
                cursor.take(EXPERIMENTAL if kind & 0x1F == 0x1E else UNKNOWN, cursor.remaining)
