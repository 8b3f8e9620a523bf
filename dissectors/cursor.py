"""A bounded reader for what is not fixed: options, names, records. Every read leaves a field in the tree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol as Interface
from typing import TypeVar, cast

from dissectors.errors import Malformed, Truncated
from dissectors.fields import AnySpec, Field, FieldSpec, T
from dissectors.header import Header

H = TypeVar("H", bound=Header)


class HasNotices(Interface):
    """What a cursor reports to: a layer."""

    notices: list[Field]


class Cursor:
    """Reads from `position` to `stop` and never beyond; offsets count bytes from the frame's start."""

    def __init__(self, data: bytes, start: int, stop: int, fields: list[Field], layer: HasNotices) -> None:
        self.data = data
        self.position = start
        self.stop = stop
        self.fields = fields
        """Where the next read's field goes."""
        self.layer = layer

    @property
    def remaining(self) -> int:
        """Bytes left before `stop`."""
        return self.stop - self.position

    def need(self, length: int) -> None:
        """Raise `Truncated` unless so many bytes are left."""
        if length < 0 or self.position + length > self.stop:
            raise Truncated(length, self.stop - self.position, self.position)

    def peek(self, length: int, ahead: int = 0) -> bytes:
        """The next bytes, without moving; fewer where the end is near."""
        first = self.position + ahead
        return self.data[first : min(first + length, self.stop)]

    def number(self, length: int, ahead: int = 0) -> int:
        """The next bytes as a number, without moving. Raises `Truncated`."""
        self.need(length + ahead)
        first = self.position + ahead
        return int.from_bytes(self.data[first : first + length], "big")

    def skip(self, length: int) -> None:
        """Move on without leaving a field. Raises `Truncated`."""
        self.need(length)
        self.position += length

    def take(self, spec: FieldSpec[T], length: int | None = None, *, shown: str | None = None) -> T:
        """Read one field of `length` bytes (its declared width if None), leave it, and give its value.

        Raises `Truncated` where the bytes are not there; then nothing is left.
        """
        size = (spec.bits + 7) // 8 if length is None else length
        self.need(size)
        raw = self.data[self.position : self.position + size]
        value = int.from_bytes(raw, "little") if spec.little_endian else spec.kind.decode(raw)
        self.fields.append(Field(spec, value, self.position, self.position + size, shown=shown))
        self.position += size
        return cast(T, value)

    def header(self, kind: type[H]) -> H:
        """Read a declared header, leave its fields, and give it. Raises `Truncated` as `Header.read` does."""
        header = kind.read(self.data, self.position, self.stop, self.fields)
        self.position += kind.size
        return header

    def add(
        self,
        spec: FieldSpec[T],
        value: T,
        start: int,
        stop: int,
        *,
        shown: str | None = None,
        generated: bool = False,
    ) -> Field:
        """Leave a field whose value was found otherwise than by `take`."""
        field = Field(spec, value, start, stop, shown=shown, generated=generated)
        self.fields.append(field)
        return field

    def conclude(self, spec: FieldSpec[T], value: T, *, shown: str | None = None) -> Field:
        """Leave a generated field, which no bytes belong to."""
        return self.add(spec, value, self.position, self.position, shown=shown, generated=True)

    @contextmanager
    def node(self, spec: AnySpec, heading: str | None = None) -> Iterator[Field]:
        """A node that holds the fields read inside the `with`, and ends where they end.

        A spec of the bytes kind gets the node's own bytes as its value.
        """
        parent = self.fields
        field = Field(spec, None, self.position, self.position, heading=heading)
        parent.append(field)
        self.fields = field.children
        try:
            yield field
        finally:
            self.fields = parent
            field.stop = max(self.position, field.start)
            if field.value is None:
                field.value = spec.kind.decode(self.data[field.start : field.stop])

    @contextmanager
    def limit(self, length: int) -> Iterator[None]:
        """Read no further than `length` bytes from here inside the `with`; afterwards stand behind them.

        Raises `Truncated` where so many are not left; what is there can still be read first.
        """
        outer, end = self.stop, self.position + length
        self.stop = max(self.position, min(end, outer))
        try:
            yield
            if end > outer:
                raise Truncated(length, outer - (end - length), end - length)
            self.position = end
        finally:
            self.stop = outer

    def notice(self, spec: FieldSpec[None], severity: str, message: str, start: int, stop: int) -> Field:
        """Leave a node that tells of something wrong; it is counted among the layer's notices too."""
        field = Field(spec, None, start, stop, heading=message, severity=severity)
        self.fields.append(field)
        self.layer.notices.append(field)
        return field

    def remark(self, field: Field, spec: FieldSpec[None], severity: str, message: str) -> Field:
        """Leave a notice below a field that was read before, about its bytes."""
        outer, self.fields = self.fields, field.children
        notice = self.notice(spec, severity, message, field.start, field.stop)
        self.fields = outer
        return notice

    def malformed(self, message: str) -> Malformed:
        """The exception to raise when the bytes here break the protocol's rules."""
        return Malformed(message, self.position)
