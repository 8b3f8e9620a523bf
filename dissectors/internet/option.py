"""Reading one option of a list: its fields below one node, and nothing read beyond its own length."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dissectors.cursor import Cursor
from dissectors.errors import DissectionError
from dissectors.fields import AnySpec, Field, FieldSpec


@contextmanager
def option(cursor: Cursor, spec: AnySpec, heading: str, length: int, invalid: FieldSpec[None]) -> Iterator[Field]:
    """A node for an option of `length` bytes, which the caller knows to be there; afterwards stand behind it.

    An option too short for its fields leaves a notice, and does not end the reading of those behind it.
    """
    end = cursor.position + length
    with cursor.node(spec, heading) as node:
        try:
            with cursor.limit(length):
                yield node
        except DissectionError as error:
            cursor.notice(invalid, "warning", f"{heading}: {error.message}", node.start, end)
        cursor.position = end
