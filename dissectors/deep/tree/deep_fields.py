"""From PDML's nodes to the fields that the panes show: one field a node, in the same order and nesting.

Places and sizes are PDML's; which bytes they count in is found out later (`sources`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from dissectors import fields
from dissectors.deep.tree.bit_places import bits_of, without_pattern
from dissectors.deep.tree.foreign_specs import MOST_KEPT, foreign_spec
from dissectors.deep.tree.foreign_values import kind_of, value_of, width_of
from dissectors.deep.tree.generated_marks import EXPERT, is_generated
from dissectors.deep.tree.pdml import PdmlNode
from dissectors.fields import Field
from dissectors.registry import default

COMMENT: Final = "frame.comment"
COMMENTS: Final = "pkt_comment"
"""The layer of comments, in front of the frame's own."""

_SEVERITY: Final = f"{EXPERT}.severity"
_SEVERITIES: Final = {4194304: "note", 6291456: "warning", 8388608: "error"}
"""Wireshark's numbers of severities; chats and comments tell nothing that is wrong."""
_WORDS: Final = {"note": "note", "warn": "warning", "warning": "warning", "error": "error"}
_LONGEST_LABEL: Final = 80


class FieldTypes(Protocol):
    """What is known of tshark's fields by their names."""

    def __hash__(self) -> int: ...

    def type_of(self, name: str) -> str | None:
        """Such as FT_UINT16; None for an unknown name."""
        ...

    def label_of(self, name: str) -> str | None:
        """What Wireshark calls it; None for an unknown name."""
        ...


@dataclass(slots=True, eq=False)
class Made:
    """A field with the node it was made of."""

    field: Field
    node: PdmlNode
    type: str | None
    """Wireshark's; None where it is not known."""
    above: Made | None
    root: Field
    """The layer that it is in."""


def deep_fields(nodes: Sequence[PdmlNode], types: FieldTypes | None) -> list[Made]:
    """A field for every node, in the tree's order; those without `above` are the layers."""
    default()  # brings our own declarations along
    made: list[Made] = []
    waiting: list[tuple[PdmlNode, Made | None]] = [(node, None) for node in reversed(nodes)]
    while waiting:
        node, above = waiting.pop()
        type_, label = _known(types, node.name) if types is not None and node.name else (None, None)
        one = _made(node, above, type_, label or _own_label(node))
        if above is not None:
            above.field.children.append(one.field)
        made.append(one)
        waiting.extend((child, one) for child in reversed(node.children))
    return made


def without_marker(nodes: list[PdmlNode], marker: str) -> list[PdmlNode]:
    """The layers without the comment that marks the packet; the layer of comments goes with the only one."""
    if not marker:
        return nodes
    kept = []
    for node in nodes:
        before = len(node.children)
        if node.name in (COMMENTS, "frame"):
            node.children = [child for child in node.children if child.name != COMMENT or child.show != marker]
        if node.name != COMMENTS or node.children or not before:
            kept.append(node)
    return kept


@lru_cache(MOST_KEPT)
def _known(types: FieldTypes, name: str) -> tuple[str | None, str | None]:
    """Type and label; looking names up takes longer than all the rest."""
    return types.type_of(name), types.label_of(name)


def _made(node: PdmlNode, above: Made | None, type_: str | None, label: str) -> Made:
    above_node = above.node if above is not None else None
    kind = kind_of(node, type_)
    bits = bits_of(node, above_node)
    spec = foreign_spec(
        node.name,
        label,
        kind,
        node.is_hidden,
        width_of(type_, kind),
        len(node.show) - 2 if kind is fields.UNSIGNED and node.show.startswith("0x") else 0,
        bits,
        node.size if bits is not None else 0,
    )
    field = Field(
        spec,
        value_of(node, kind),
        node.start,
        node.start + node.size,
        shown=_text_behind(node, label),
        heading=node.label,
        severity=_severity(node),
        generated=is_generated(node, above_node, type_),
    )
    return Made(field, node, type_, above, above.root if above is not None else field)


def _own_label(node: PdmlNode) -> str:
    """What the line calls the field, without its value."""
    return without_pattern(node.label).partition(":")[0][:_LONGEST_LABEL]


def _text_behind(node: PdmlNode, label: str) -> str:
    """The value as the line shows it, else as PDML does."""
    text = without_pattern(node.label)
    if text.startswith(f"{label}: "):
        return text[len(label) + 2 :]
    return node.show if node.name else ""


def _severity(node: PdmlNode) -> str:
    """Of an expert item, what its severity says; empty for all other fields."""
    if node.name != EXPERT:
        return ""
    for child in node.children:
        if child.name == _SEVERITY:
            if child.show.isascii() and child.show.isdigit():
                return _SEVERITIES.get(int(child.show), "")
            return _WORDS.get(child.show.lower(), "")
    return ""
