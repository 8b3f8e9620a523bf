"""The table of TCP options: which kind is read in which way."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import octets
from dissectors.protocol import Layer
from dissectors.transport.multipath import MULTIPATH
from dissectors.transport.tcp_common_options import COMMON_OPTIONS
from dissectors.transport.tcp_options import Option, option_node
from dissectors.transport.tcp_rare_options import RARE_OPTIONS

UNKNOWN_NODE = option_node("tcp.options.unknown", "Unknown")
UNKNOWN_VALUE = octets("tcp.options.unknown.payload", "Value")

ALL_OPTIONS = COMMON_OPTIONS | RARE_OPTIONS | {30: MULTIPATH}


def option_kind(kind: int) -> Option:
    """How an option of this kind is read; what nobody knows shows its bytes."""
    return ALL_OPTIONS.get(kind) or Option(f"Unknown ({kind:#04x})", UNKNOWN_NODE, read_unknown)


def read_unknown(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    if cursor.remaining:
        cursor.take(UNKNOWN_VALUE, cursor.remaining)
    return "", ""
