"""The values that `-T fields` prints for a packet: every occurrence of a field, written as tshark writes it."""

from __future__ import annotations

from collections.abc import Collection

from dissectors.dissect import Dissection
from dissectors.fields import PROTOCOL, Field

LONGEST_LINE = 239
"""Bytes of a protocol's line that tshark keeps."""


def printed_values(dissection: Dissection, names: Collection[str]) -> dict[str, list[str]]:
    """Every occurrence of the named fields, in the tree's order; a field that does not occur is left out."""
    found: dict[str, list[str]] = {}
    for field in dissection.fields():
        spec = field.spec
        for name in (spec.name, *spec.also) if spec.also else (spec.name,):
            if name in names:
                found.setdefault(name, []).append(printed(field, dissection))
    return found


def printed(field: Field, dissection: Dissection) -> str:
    """One occurrence as `tshark -T fields` prints it."""
    if field.spec.kind is PROTOCOL:
        return _protocol_line(field, dissection)
    return field.spec.printed(field.value)


def _protocol_line(field: Field, dissection: Dissection) -> str:
    """Its line in the tree, cut after so many bytes; the name where it is no more than the title; data as hex."""
    if field.name == "data":
        return dissection.sources[field.source].data[field.start : field.stop].hex()
    if field.heading is None:
        # A second name is Wireshark's, for a protocol that has two headers here.
        return field.spec.also[0] if field.spec.also else field.name
    return field.heading.encode()[:LONGEST_LINE].decode("utf-8", "ignore")
