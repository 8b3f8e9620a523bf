"""A filter taken apart at its outermost "and": which packets tshark has to be asked about at all.

A packet that the whole chooses is chosen by every part. Parts that we answer as tshark does narrow the search: tshark
need not run where they choose nothing, and need not be shown what comes after the last packet they choose, for what it
says of a packet depends, in one pass, on packets before it only. It is asked the whole filter, and decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.filters.errors import FilterError

if TYPE_CHECKING:
    from dissectors.filters.filter import Filter

MOST_PARTS: Final = 200
DEEPEST: Final = 20
"""Parentheses within each other; what has more is tshark's as a whole."""
_TOKEN: Final = re.compile(
    r"""[rR]?"(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | &&|\|\||\^\^ | \$\{ | [(){}\[\]] | [\w.:-]+ | .""",
    re.VERBOSE | re.DOTALL,
)
_SEEN_ALIKE: Final = frozenset({"frame", "eth", "vlan", "arp", "ip", "ipv6", "tcp", "udp"})
"""Protocols whose fields both see alike: what they carry may take the bytes of several packets, or keys, to read."""
_SEEN_OTHERWISE: Final = re.compile(r"frame\.(protocols|time_delta_displayed|coloring_rule.*)|.*(checksum|expert).*")
TUNNELS: Final = (
    "(data && !(tcp || udp || icmp || icmpv6))"
    # GTP, L2TP, AYIYA, CAPWAP, Teredo, LISP, VXLAN and its generic form, batman, PEEKREMOTE, GENEVE, GUE, sFlow, MPLS,
    # ZEP, TZSP
    " || (udp.port in {2123, 2152, 3386, 1701, 5072, 5246, 5247, 3544, 4341, 4342, 4789, 4790, 8472, 4305, 4306, 5000,"
    " 5555, 6081, 6080, 6343, 6634, 6635, 17754, 37008} && !(udp.port in {53, 123, 137, 138, 161, 443, 514}))"
    # OpenFlow
    " || (tcp.port in {6633, 6653} && !(tcp.port in {21, 22, 25, 53, 80, 110, 143, 389, 443, 445, 993, 3306, 3389}))"
)
"""What may hold such protocols again where we cannot read on: the ports on which tshark looks for tunnels, unless the
other port is a lower one that it knows and asks first."""
_MAY_BE_TUNNELS: Final = "data"
"""The same where the user decides about ports."""
_AND: Final = ("&&", "and")
_LOOSER: Final = ("||", "or", "^^", "xor")


@dataclass(frozen=True, slots=True)
class Parts:
    """What is asked of whom."""

    native: Filter | None
    """Chooses at least the packets that the whole chooses; None where it would be all."""
    foreign: str
    """The text for tshark."""


def parts_of(text: str, *, has_own_ports: bool = False) -> Parts:
    """Take a filter apart that is not native as a whole.

    `has_own_ports`: preferences or Decode As may have tshark look for anything anywhere.
    """
    from dissectors.filters.filter import compile_filter

    of_frames: list[str] = []
    of_layers: list[str] = []
    for part in _conjuncts(text):
        try:
            fields = compile_filter(part).fields
        except FilterError:
            continue
        if fields and all(map(_is_seen_alike, fields)):
            (of_frames if all(map(_is_of_frames, fields)) else of_layers).append(f"({part})")
    if of_layers:
        tunnels = _MAY_BE_TUNNELS if has_own_ports else TUNNELS
        of_frames.append(f"(({' && '.join(of_layers)}) || {tunnels})")
    return Parts(compile_filter(" && ".join(of_frames)) if of_frames else None, text)


def _is_of_frames(name: str) -> bool:
    """Whether no byte of the frame decides."""
    return name.partition(".")[0] == "frame" and name != "frame"


def _is_seen_alike(name: str) -> bool:
    """Whether tshark never has the field in a packet in which we have it not, unless in what we cannot read."""
    from dissectors.streams.tcp_analysis.columns import COLUMNS

    if name in COLUMNS and name != "tcp.len":
        return False
    return name.partition(".")[0] in _SEEN_ALIKE and _SEEN_OTHERWISE.fullmatch(name) is None


def _conjuncts(text: str) -> list[str]:
    """What stands between the outermost "and"s, in parentheses too; the whole text where there are none."""
    parts = [text]
    while len(parts) <= MOST_PARTS:
        split = [piece for part in parts for piece in _split(part)]
        if len(split) == len(parts):
            return split
        parts = split
    return [text]


def _split(text: str) -> list[str]:
    """One level of it."""
    text = text.strip()
    depth, start, parts = 0, 0, []
    closes_at_end = text.startswith("(")
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in ("(", "{", "[", "${"):
            depth += 1
        elif token in (")", "}", "]"):
            depth -= 1
            closes_at_end = closes_at_end and (depth > 0 or match.end() == len(text))
        elif depth == 0 and token in _LOOSER:
            return [text]
        elif depth == 0 and token in _AND:
            parts.append(text[start : match.start()].strip())
            start = match.end()
        if not 0 <= depth <= DEEPEST:
            return [text]
    if depth:
        return [text]
    if not parts and closes_at_end:
        inner = _split(text[1:-1])
        return inner if len(inner) > 1 else [text]
    parts.append(text[start:].strip())
    return parts if all(parts) else [text]
