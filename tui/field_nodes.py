"""A dissection as the flat list of lines a tree shows, and the ways between its fields and their bytes and bits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dissectors.byte_source import ByteSource
    from dissectors.decoded import Decoded
    from dissectors.fields import Field

Path = tuple[str, ...]
"""Names of the fields from the layer down; a name that came before among its siblings has its count behind it."""

LAYER_COLOURS: Final = 6
"""Layers above the frame go round so many colours."""


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the tree."""

    field: Field
    path: Path
    layer: int
    """Index of its layer; 0 is the frame's own."""
    depth: int
    is_open: bool


def colour_of_layer(layer: int) -> int:
    """Which of the layer colours, 1 to LAYER_COLOURS; 0 for the frame's own, which has none."""
    return 0 if layer == 0 else (layer - 1) % LAYER_COLOURS + 1


def visible_nodes(roots: Sequence[Field], is_open: Callable[[Path], bool]) -> list[Node]:
    """The tree's lines in pre-order; what is below closed fields is left out."""
    nodes: list[Node] = []
    for layer, (root, path) in enumerate(_named(roots, ())):
        _add(nodes, root, path, layer, 0, is_open)
    return nodes


def all_nodes(roots: Sequence[Field]) -> list[Node]:
    """Every line there can be."""
    return visible_nodes(roots, lambda path: True)


def all_below(field: Field, path: Path) -> Iterator[Node]:
    """Every line below a field in the tree's order; their layers and depths are those within it."""
    for child, child_path in _named(field.children, path):
        yield Node(child, child_path, 0, len(child_path) - len(path), False)
        yield from all_below(child, child_path)


def field_at(roots: Sequence[Field], path: Path) -> Field | None:
    """The field that a path leads to; None where there is none, nor a path."""
    found: Field | None = None
    fields = roots
    for length in range(1, len(path) + 1):
        wanted = path[:length]
        found = next((field for field, there in _named(fields, path[: length - 1]) if there == wanted), None)
        if found is None:
            return None
        fields = found.children
    return found


def path_at_byte(dissection: Decoded, byte: int, source: int = 0) -> Path | None:
    """The path of the innermost field that owns a byte of a byte source, or None where no field does."""
    roots = list(_named(dissection.roots, ()))
    for root, path in reversed(roots):
        if _owns(root, byte, source) or any(_owns(child, byte, source) for child in root.children):
            return _innermost(root, path, byte, source)
    return None


def owners(dissection: Decoded, source: int = 0) -> bytearray:
    """For every byte of a byte source the colour of the layer that it belongs to."""
    owned = bytearray(len(dissection.sources[source].data))
    for layer, root in enumerate(dissection.roots):
        colour = colour_of_layer(layer)
        for field in (root, *root.children):
            start, stop = max(field.start, 0), min(field.stop, len(owned))
            if field.source == source and start < stop:
                owned[start:stop] = bytes([colour]) * (stop - start)
    return owned


def bit_range(field: Field) -> tuple[int, int] | None:
    """First bit and bit behind the last, counted from the highest bit of the field's first byte; None: whole bytes."""
    spec = field.spec
    if not spec.container[1] or spec.bit_offset < 0 or spec.bits <= 0:
        return None
    first = spec.bit_offset - spec.first_byte * 8
    if first == 0 and spec.bits == (field.stop - field.start) * 8:
        return None
    return first, first + spec.bits


def value_text(field: Field, numbers_only: bool) -> str:
    """A field's value as the tree shows it; with `numbers_only` a number that has a name is written as the number."""
    if numbers_only and _has_names(field) and field.value is not None:
        return field.spec.printed(field.value)
    return field.text


def line_text(field: Field, numbers_only: bool) -> str:
    """A field's line in the tree. Not yet safe for a terminal."""
    if not numbers_only or field.heading is not None or not _has_names(field):
        return field.line
    pattern = field.spec.bit_pattern(field.value) if field.spec.container[1] else ""
    line = f"{pattern} = " if pattern else ""
    line += f"{field.spec.label}: {value_text(field, numbers_only)}"
    return f"[{line}]" if field.generated else line


def _has_names(field: Field) -> bool:
    spec = field.spec
    return isinstance(field.value, int) and field.shown is None and (spec.values is not None or spec.show is not None)


def place(field: Field) -> tuple[str, str]:
    """Where a field lies: "46–47", and "3–2" for bits, as in its bytes, 0 the lowest; "" where there are none."""
    if field.stop <= field.start:
        return "", ""
    last = field.stop - 1
    where = str(last) if last == field.start else f"{field.start}–{last}"
    bits = bit_range(field)
    if bits is None:
        return where, ""
    high, low = (field.stop - field.start) * 8 - 1 - bits[0], (field.stop - field.start) * 8 - bits[1]
    return where, str(low) if high == low else f"{high}–{low}"


def place_in_words(field: Field, sources: Sequence[ByteSource] = ()) -> str:
    """Where a field lies: "bytes 46–47", with bits counted as in its byte, 0 the lowest.

    With the packet's `sources` it says which of them other bytes than the frame's are.
    """
    where, bits = place(field)
    if not where:
        return "no bytes of its own"
    where = f"bytes {where}" if "–" in where else f"byte {where}"
    if bits:
        where = f"{where} bits {bits}" if "–" in bits else f"{where} bit {bits}"
    if field.source == 0:
        return where
    title = sources[field.source].title if field.source < len(sources) else "the reassembled data"
    return f"{where} of {title}"


def _add(nodes: list[Node], field: Field, path: Path, layer: int, depth: int, is_open: Callable[[Path], bool]) -> None:
    shows_children = bool(field.children) and is_open(path)
    nodes.append(Node(field, path, layer, depth, shows_children))
    if shows_children:
        for child, child_path in _named(field.children, path):
            _add(nodes, child, child_path, layer, depth + 1, is_open)


def _named(fields: Sequence[Field], above: Path) -> Iterator[tuple[Field, Path]]:
    """Fields that are drawn, with their paths."""
    seen: dict[str, int] = {}
    for field in fields:
        if field.spec.hidden:
            continue
        name = field.name or group_name(field)
        count = seen[name] = seen.get(name, 0) + 1
        yield field, (*above, name if count == 1 else f"{name}#{count}")


def group_name(field: Field) -> str:
    """What a line without a name is remembered by: the first named field in it, else its label.

    Its text is no good for that, where it tells what this packet has; nor is it the same with every decoder.
    """
    first = field
    while first.children and not first.name:
        first = first.children[0]
    return f"<{first.name}>" if first.name else field.spec.label


def _owns(field: Field, byte: int, source: int) -> bool:
    return field.source == source and not field.spec.hidden and field.start <= byte < field.stop


def _innermost(field: Field, path: Path, byte: int, source: int) -> Path:
    found = [
        (child.stop - child.start, order, child, child_path)
        for order, (child, child_path) in enumerate(_named(field.children, path))
        if _owns(child, byte, source)
    ]
    if not found:
        return path
    _, _, child, child_path = min(found, key=lambda entry: entry[:2])
    return _innermost(child, child_path, byte, source)
