"""TCP's options (RFC 9293 §3.2): the walk over the list, and how one option is declared.

`read_options` is called by the TCP dissector with a cursor over the option bytes; the kinds come from
`tcp_option_kinds`, `tcp_rare_options` and `multipath`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dissectors.cursor import Cursor
from dissectors.errors import Truncated
from dissectors.fields import AnySpec, Field, group, octets, u8
from dissectors.names.tcp import OPTION_KINDS
from dissectors.protocol import Layer

END, NO_OPERATION = 0, 1
"""The two kinds that are a single byte (RFC 9293 §3.2)."""

OPTIONS = octets(
    "tcp.options",
    "Options",
    explain="Extras behind the fixed 20 bytes, up to 40 bytes of them: a kind, a length and a value each. Most are "
    "agreed on in the two SYN segments (RFC 9293 §3.1, §3.2).",
)
KIND = u8("tcp.option_kind", "Kind", values=OPTION_KINDS, explain="Which option this is (RFC 9293 §3.2).")
LENGTH = u8(
    "tcp.option_len",
    "Length",
    unit="bytes",
    explain="Bytes of the whole option, kind and length included; so it is at least 2 (RFC 9293 §3.2).",
)
INVALID_LENGTH = group("tcp.option.len.invalid", "Invalid option length")
SUBOPTION_MALFORMED = group("tcp.suboption_malformed", "Value cut by the option's end")
MANY_NOPS = group("tcp.nop", "Four no-operations in a row")
BEHIND_END = group("tcp.non_zero_bytes_after_eol", "Bytes behind the end of the list")

Reader = Callable[[Cursor, Layer[Any]], tuple[str, str]]
"""Reads an option's value and returns what its line in the tree and the Info column say of it."""


@dataclass(frozen=True, slots=True)
class Option:
    """How one kind of option looks."""

    title: str
    """For the line of the list."""
    spec: AnySpec
    """Its node in the tree."""
    read: Reader | None = None
    """Called with a cursor over the value; None where the value is empty."""
    exactly: int = 0
    """Its length, kind and length bytes included; 0 where it varies."""
    at_least: int = 2
    """The least length, where it varies."""


def option_node(name: str, title: str, explain: str = "") -> AnySpec:
    """The declaration of an option's node; its value is the option's bytes."""
    return octets(name, f"Option - {title}", show=lambda value: "", explain=explain)


def read_options(cursor: Cursor, layer: Layer[Any], reported_stop: int, kinds: Callable[[int], Option]) -> Field | None:
    """Leave the options up to the cursor's stop; the field, whose text is for the Info column, or None without any.

    `reported_stop` is where the header's own length ends them, perhaps behind what was captured.
    """
    if cursor.remaining <= 0:
        return None
    start, stop = cursor.position, cursor.stop
    field = cursor.add(OPTIONS, cursor.peek(cursor.remaining), start, stop, shown="")
    outer, cursor.fields = cursor.fields, field.children
    titles: list[str] = []
    told: list[str] = []
    try:
        _walk(cursor, layer, reported_stop, kinds, titles, told)
    finally:
        cursor.fields = outer
        field.heading = ", ".join((f"Options: ({reported_stop - start} bytes)", *titles))
        field.shown = " ".join(told)
    return field


def _walk(
    cursor: Cursor,
    layer: Layer[Any],
    reported_stop: int,
    kinds: Callable[[int], Option],
    titles: list[str],
    told: list[str],
) -> None:
    no_operations = 0
    while cursor.remaining > 0:
        start = cursor.position
        kind = cursor.data[start]
        option = kinds(kind)
        title = option.title
        if kind in (END, NO_OPERATION):
            with cursor.node(option.spec):
                cursor.take(KIND)
            titles.append(title)
            no_operations = no_operations + 1 if kind == NO_OPERATION else 0
            if no_operations == 4:
                message = "Four no-operations in a row: a router may have wiped out an option"
                cursor.notice(MANY_NOPS, "warning", message, start, start + 1)
            if kind == END and any(cursor.peek(cursor.remaining)):
                message = "There is more behind the end of the list, where only zeros belong"
                cursor.notice(BEHIND_END, "warning", message, cursor.position, cursor.stop)
                return
            continue
        no_operations = 0
        wrong = _wrong_length(cursor, reported_stop)
        if wrong:
            cursor.notice(INVALID_LENGTH, "note", f"{title}: {wrong}", start, min(start + 2, cursor.stop))
            return
        in_info = _read(cursor, layer, option)
        titles.append(title)
        if in_info:
            told.append(in_info)


def _wrong_length(cursor: Cursor, reported_stop: int) -> str:
    """What is wrong with the length of the option here, such that nothing behind it can be found; else empty."""
    left = reported_stop - cursor.position
    if left < 2:
        return "its length would stand behind the end of the options"
    length = cursor.number(1, ahead=1)
    if length < 2:
        return f"length {length}, but kind and length alone are 2 bytes"
    if length > left:
        return f"length {length}, but only {left} bytes of options are left"
    return ""


def _read(cursor: Cursor, layer: Layer[Any], option: Option) -> str:
    """Leave one option; what the Info column says of it."""
    in_info = ""
    with cursor.node(option.spec) as node:
        cursor.take(KIND)
        length = cursor.take(LENGTH)
        captured = node.start + length <= cursor.stop
        with cursor.limit(length - 2):
            try:
                in_tree, in_info = _read_value(cursor, layer, option, length)
            except Truncated as error:
                # Where all was captured, only this option is short; those behind it can be found.
                if not captured:
                    raise
                in_tree = ""
                cursor.notice(SUBOPTION_MALFORMED, "warning", str(error), cursor.position, cursor.stop)
            if in_tree:
                node.heading = f"{node.spec.label}: {in_tree}"
    return in_info


def _read_value(cursor: Cursor, layer: Layer[Any], option: Option, length: int) -> tuple[str, str]:
    wanted = option.exactly or option.at_least
    if length < wanted or (option.exactly and length > wanted):
        qualifier = "" if option.exactly else "at least "
        message = f"The length should be {qualifier}{wanted}, so the value is not read"
        cursor.notice(INVALID_LENGTH, "note", message, cursor.position - 1, cursor.position)
        return "", ""
    return option.read(cursor, layer) if option.read is not None else ("", "")
