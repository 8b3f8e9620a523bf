"""The shape that nearly everything in TLS has: a length, then so many bytes of items (RFC 8446 §3.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dissectors.cursor import Cursor
from dissectors.fields import AnySpec, FieldSpec

V = TypeVar("V")


def opaque(cursor: Cursor, length: FieldSpec[int], spec: AnySpec) -> bytes:
    """A length and so many bytes; no field for none. Gives the bytes."""
    size = cursor.take(length)
    if not size:
        return b""
    raw = cursor.peek(size)
    cursor.take(spec, size)
    return raw


def items(
    cursor: Cursor,
    length: FieldSpec[int] | None,
    group: FieldSpec[None] | None,
    read: Callable[[Cursor], V],
    heading: str = "",
) -> list[V]:
    """A length (None: all that is left) and items up to there, below a node of their own. Gives what `read` gave."""
    size = cursor.remaining if length is None else cursor.take(length)
    found: list[V] = []
    if not size:
        return found
    with cursor.limit(size):
        if group is None:
            _read_all(cursor, read, found)
        else:
            with cursor.node(group) as node:
                _read_all(cursor, read, found)
                node.heading = f"{group.label} ({len(found)} {heading})" if heading else None
    return found


def _read_all(cursor: Cursor, read: Callable[[Cursor], V], found: list[V]) -> None:
    while cursor.remaining > 0:
        before = cursor.position
        found.append(read(cursor))
        if cursor.position == before:
            raise cursor.malformed("an item of no length")
