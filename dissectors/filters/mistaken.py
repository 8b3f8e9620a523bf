"""What was likely meant where a filter's text cannot be parsed: other languages' ways to write it, and this one's."""

from __future__ import annotations

import re

LONGEST_LOOKED_AT = 500
"""Characters; what somebody writes by mistake is short."""

_CAPTURE = re.compile(
    r"(?<![.\w])(?:(tcp|udp)\s{1,9})?(?:(src|dst)\s{1,9})?(port|host|net)\s{1,9}([\w.:/-]{1,60})(?!\S)", re.ASCII
)
"""A primitive of pcap-filter(7) with a value."""

_SIDES = {"src": "src", "dst": "dst", None: "addr"}
_PORTS = {"src": "srcport", "dst": "dstport", None: "port"}


def advice(text: str, column: int) -> str | None:
    """A sentence for a text that goes wrong at a column, counted from 0; None where nothing is known."""
    if len(text) > LONGEST_LOOKED_AT:
        return None
    for found in _CAPTURE.finditer(text):
        if found.start() <= column <= found.end():
            return f"that is a capture filter (-f); here: {_display(found)}"
    if text[column : column + 1] == "=" and text[column + 1 : column + 2] != "=":
        return '"=" compares nothing: did you mean "=="?'
    return None


def _display(found: re.Match[str]) -> str:
    """The display filter for a primitive."""
    transport, side, kind, value = found.groups()
    if kind == "port":
        names = [f"{name}.{_PORTS[side]}" for name in ([transport] if transport else ["tcp", "udp"])]
    else:
        names = [f"{'ipv6' if ':' in value else 'ip'}.{_SIDES[side]}"]
    return " || ".join(f"{name} == {value}" for name in names)
