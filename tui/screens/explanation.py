"""All that can be told about one field: what it means, what stands in it here, where, and how to filter by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.deep.places import place_told
from tui.field_nodes import Node, bit_range
from tui.panes.text_lines import Paragraph

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.fields import Field
    from dissectors.registry import AnyProtocol

HEAD = "{:<10}"
LIMITS = "limits"
"""Heads what Remora does not decode of a protocol."""
MOST_BYTES = 16
BY_TSHARK = "tshark decoded it"


def filter_text(field: Field) -> str:
    """A display filter that finds packets with the same value; empty where there is none."""
    from dissectors.deep.filters.field_filter import any_filter_for  # brings the grammar along

    return any_filter_for(field) or ""


def explanation(dissection: Decoded, node: Node) -> list[Paragraph]:
    """The paragraphs for a field of a packet."""
    field, root = node.field, dissection.roots[node.layer]
    protocol = _protocol(dissection, node.layer)
    title = protocol.title if protocol is not None else _title(root)
    meaning = field.spec.explain or _meaning(field, root, title)
    told = [
        ("here", field.line),
        ("place", _place(dissection, field)),
        ("filter", filter_text(field)),
        ("protocol", title + _references(protocol.references if protocol is not None else ())),
        ("decoder", BY_TSHARK if _is_foreign(root) else ""),
    ]
    paragraphs = [Paragraph(meaning, "text--strong"), Paragraph()]
    paragraphs += [Paragraph(text, "", HEAD.format(head), "text--key") for head, text in told if text]
    if protocol is None:
        return paragraphs
    if protocol.explain and protocol.explain != field.spec.explain:
        paragraphs += [Paragraph(), Paragraph(protocol.explain, "text--dim")]
    if field is root and protocol.limitations and not _is_foreign(root):
        paragraphs.append(Paragraph())
        heads = [LIMITS, *[""] * (len(protocol.limitations) - 1)]
        paragraphs += [
            Paragraph(text, "", HEAD.format(head), "text--key")
            for head, text in zip(heads, protocol.limitations, strict=True)
        ]
    return paragraphs


def _protocol(dissection: Decoded, layer: int) -> AnyProtocol | None:
    """Our own one, whoever decoded the layer; None where there is none."""
    from dissectors.dissect import Dissection
    from dissectors.registry import default

    if isinstance(dissection, Dissection):
        return dissection.layers[layer].protocol
    root, protocols = dissection.roots[layer], default().protocols
    named = protocols.get(root.name)
    if named is not None:
        return named
    return next((protocol for protocol in protocols.values() if root.name in protocol.also), None)


def _is_foreign(root: Field) -> bool:
    """Whether tshark decoded a layer."""
    from dissectors.deep.tree.foreign_specs import ForeignSpec

    return isinstance(root.spec, ForeignSpec)


def _title(root: Field) -> str:
    """A protocol's title, of which only its line is known."""
    return root.line.partition(",")[0] or root.name


def _meaning(field: Field, root: Field, title: str) -> str:
    """Where nobody wrote down what a field means."""
    if field is root:
        return f"{title}, which only tshark decodes." if _is_foreign(root) else f"{title}."
    return f"{field.spec.label}, a field of {title}."


def field_title(node: Node) -> str:
    """What the window with it is called."""
    return node.field.name or node.field.spec.label


def _place(dissection: Decoded, field: Field) -> str:
    where = place_told(dissection, field)
    data = dissection.sources[field.source].data[field.start : field.stop]
    if not data:
        return where
    if bit_range(field) is not None:
        return f"{where} of {' '.join(f'{byte:08b}' for byte in data[:MOST_BYTES])}"
    more = " …" if len(data) > MOST_BYTES else ""
    return f"{where}: {data[:MOST_BYTES].hex(' ')}{more}"


def _references(references: tuple[str, ...]) -> str:
    return f" ({', '.join(references)})" if references else ""
