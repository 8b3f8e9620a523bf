"""All that can be told about one field: what it means, what stands in it here, where, and how to filter by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.field_nodes import Node, bit_range, place_in_words
from tui.panes.text_lines import Paragraph
from tui.screens.dialogs import ReadDialog

if TYPE_CHECKING:
    from dissectors.dissect import Dissection
    from dissectors.fields import Field

HEAD = "{:<10}"
LIMITS = "limits"
"""Heads what Remora does not decode of a protocol."""
MOST_BYTES = 16


def filter_text(field: Field) -> str:
    """A display filter that finds packets with the same value; empty where there is none."""
    from dissectors.filters.apply import filter_for  # brings the grammar along

    return filter_for(field) or ""


def explanation(dissection: Dissection, node: Node) -> list[Paragraph]:
    """The paragraphs for a field of a packet."""
    field = node.field
    layer = dissection.layers[node.layer]
    meaning = field.spec.explain or f"{field.spec.label}, a field of {layer.protocol.title}."
    told = [
        ("here", field.line),
        ("place", _place(dissection, field)),
        ("filter", filter_text(field)),
        ("protocol", layer.protocol.title + _references(layer.protocol.references)),
    ]
    paragraphs = [Paragraph(meaning, "text--strong"), Paragraph()]
    paragraphs += [Paragraph(text, "", HEAD.format(head), "text--key") for head, text in told if text]
    if layer.protocol.explain and layer.protocol.explain != field.spec.explain:
        paragraphs += [Paragraph(), Paragraph(layer.protocol.explain, "text--dim")]
    if field is layer.root and layer.protocol.limitations:
        paragraphs.append(Paragraph())
        heads = [LIMITS, *[""] * (len(layer.protocol.limitations) - 1)]
        paragraphs += [
            Paragraph(text, "", HEAD.format(head), "text--key")
            for head, text in zip(heads, layer.protocol.limitations, strict=True)
        ]
    return paragraphs


def explanation_dialog(dissection: Dissection, node: Node) -> ReadDialog:
    """The window with it."""
    return ReadDialog(node.field.name or node.field.spec.label, explanation(dissection, node))


def _place(dissection: Dissection, field: Field) -> str:
    where = place_in_words(field)
    data = dissection.sources[field.source].data[field.start : field.stop]
    if not data:
        return where
    if bit_range(field) is not None:
        return f"{where} of {' '.join(f'{byte:08b}' for byte in data[:MOST_BYTES])}"
    more = " …" if len(data) > MOST_BYTES else ""
    return f"{where}: {data[:MOST_BYTES].hex(' ')}{more}"


def _references(references: tuple[str, ...]) -> str:
    return f" ({', '.join(references)})" if references else ""
