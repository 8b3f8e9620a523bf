"""Which bits of its bytes a field is made of, from the pattern that tshark draws in front: `.... ..1. = Syn: Set`.

The pattern draws a number, highest bit first; in memory its bytes may stand the other way round, and the number may
be that of the field above (TCP's flags: twelve bits, of which each flag names one byte).
"""

from __future__ import annotations

import re
from typing import Final

from dissectors.deep.tree.pdml import PdmlNode
from dissectors.fields import SPECS

_PATTERN: Final = re.compile(r"([01.]{1,4}(?: [01.]{1,4}){0,31}) = ")

Bits = tuple[int, int]
"""First and last but one, counted from the highest bit of the field's first byte."""


def pattern_of(node: PdmlNode) -> str:
    """The pattern without its blanks; empty where there is none."""
    match = _PATTERN.match(node.label)
    return match[1].replace(" ", "") if match is not None else ""


def without_pattern(label: str) -> str:
    """What stands behind the pattern."""
    match = _PATTERN.match(label)
    return label[match.end() :] if match is not None else label


def bits_of(node: PdmlNode, above: PdmlNode | None) -> Bits | None:
    """The bits of a field below `above`; None for whole bytes, and where the pattern does not tell."""
    pattern = pattern_of(node)
    own = pattern.strip(".")
    if not own or node.size < 1:
        return None
    first = len(pattern) - len(pattern.lstrip("."))
    width = 8 * node.size
    bits = (first, first + len(own))
    if len(pattern) == width:
        return _in_memory(node, pattern, bits)
    if len(pattern) < width:
        return _in_memory(
            node, pattern.rjust(width, "."), (bits[0] + width - len(pattern), bits[1] + width - len(pattern))
        )
    moved = _within(node, above, bits, len(pattern))
    return moved if moved is not None and 0 <= moved[0] < moved[1] <= width else None


def _within(node: PdmlNode, above: PdmlNode | None, bits: Bits, width: int) -> Bits | None:
    """A pattern that is wider than the field is drawn for the field above, whose lowest bits it ends with."""
    if above is None or above.size * 8 < width or not above.start <= node.start < above.start + above.size:
        shift = node.size * 8 - width
    else:
        shift = above.size * 8 - width - (node.start - above.start) * 8
    return bits[0] + shift, bits[1] + shift


def _in_memory(node: PdmlNode, pattern: str, bits: Bits) -> Bits | None:
    """Where the bits of the number lie in the bytes; None where that is in several places, or cannot be told."""
    if node.size == 1:
        return bits
    octets = node.octets
    if octets is None:
        return None
    as_is, turned = _matches(octets, pattern), _matches(octets[::-1], pattern)
    if as_is and (not turned or _is_network_order(node.name)):
        return bits
    if not turned or as_is:
        return None
    first_byte, last_byte = bits[0] // 8, (bits[1] - 1) // 8
    if first_byte != last_byte:
        return None
    shift = (node.size - 1 - 2 * first_byte) * 8
    return bits[0] + shift, bits[1] + shift


def _matches(octets: bytes, pattern: str) -> bool:
    digits = f"{int.from_bytes(octets, 'big'):0{len(octets) * 8}b}"
    return all(drawn in (".", digit) for drawn, digit in zip(pattern, digits, strict=True))


def _is_network_order(name: str) -> bool:
    """Whether we know the field, as one that is sent highest byte first."""
    return any(not spec.little_endian for spec in SPECS.get(name, ()))
