"""A fixed header declared once: its fields in order become bit ranges, tree fields and columns.

`UDPHeader.read(...)` serves one packet; `HeaderColumns(UDPHeader, ...)` has the same attributes as arrays for
many, so that a rule written over a header (`h.ihl * 4`) works for both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from dissectors.errors import Truncated
from dissectors.fields import AnySpec, Field, FieldSpec, Value


class Header:
    """The bytes of one header; a subclass declares the fields as class attributes, in the order of the wire."""

    size: ClassVar[int] = 0
    """Bytes that the declared fields take together."""
    specs: ClassVar[tuple[AnySpec, ...]] = ()
    """The declared fields, parts not included."""
    readable_bits: ClassVar[Callable[[Any], int] | None] = None
    """How many bits of a header may be believed: a rule for those that contradict themselves; None: all."""

    def __init_subclass__(cls) -> None:
        offset = 0
        specs = [spec for spec in vars(cls).values() if isinstance(spec, FieldSpec)]
        hidden = _OWN_NAMES.intersection(vars(cls))
        if hidden:
            raise TypeError(f"{cls.__name__} declares {', '.join(sorted(hidden))}, which Header needs for itself")
        for spec in specs:
            spec.belong(cls)
            spec.place(offset if spec.at is None else spec.at.bit_offset)
            offset += spec.bits if spec.at is None else 0
        if offset % 8:
            raise TypeError(f"{cls.__name__} has {offset} bits, which are no whole bytes")
        cls.specs, cls.size = tuple(specs), offset // 8

    def __init__(self, data: bytes, start: int, stop: int, reported_stop: int = 0) -> None:
        """Lay the declaration over `data` at `start`; the caller has checked that `size` bytes are there.

        `stop` is where the captured bytes of the layer end, `reported_stop` where its bytes on the wire did.
        """
        self.data = data
        self.start = start
        self.stop = stop
        self.available = (reported_stop or stop) - start
        self._bits = int.from_bytes(data[start : start + self.size], "big")
        self._readable: int | None = None

    def value_of(self, spec: AnySpec) -> Value:
        """One field's value: an int for numbers, bytes for the other kinds."""
        if spec.rule is not None:
            return cast(Value, spec.rule(self))
        if spec.kind.is_number and not spec.little_endian:
            number = self._bits >> (self.size * 8 - spec.bit_offset - spec.bits) & ((1 << spec.bits) - 1)
            return number * spec.scale
        raw = self.data[self.start + spec.first_byte : self.start + spec.last_byte]
        return int.from_bytes(raw, "little") if spec.kind.is_number else spec.kind.decode(raw)

    def has(self, spec: AnySpec) -> bool:
        """Whether a declared field is in this header."""
        if self.readable_bits is not None and spec.bit_offset >= self._believed():
            return False
        return spec.when is None or bool(spec.when(self))

    def _believed(self) -> int:
        """`readable_bits` of this header, asked once."""
        if self._readable is None:
            rule = type(self).readable_bits
            self._readable = self.size * 8 if rule is None else rule(self)
        return self._readable

    def peek(self, offset: int) -> int:
        """The byte `offset` bytes behind the header's start, or -1 where the data ends before."""
        position = self.start + offset
        return self.data[position] if position < self.stop else -1

    def field_of(self, spec: AnySpec) -> Field:
        """The tree field of one declared field, with its parts below it."""
        first, last = self.start + spec.first_byte, self.start + spec.last_byte
        parts = [self.field_of(part) for part in spec.parts if part.name and self.has(part)] if spec.parts else []
        return Field(spec, self.value_of(spec), first, last, parts)

    @classmethod
    def read(cls: type[H], data: bytes, start: int, stop: int, fields: list[Field], reported_stop: int = 0) -> H:
        """Read a header at `start` and append its fields.

        Where `stop` comes too early, the fields that are whole are appended and `Truncated` is raised.
        """
        if start + cls.size <= stop:
            header = cls(data, start, stop, reported_stop)
            fields.extend([header.field_of(spec) for spec in cls.specs if spec.name and header.has(spec)])
            return header
        header = cls(data[:stop] + bytes(cls.size), start, stop)
        whole = [spec for spec in cls.specs if spec.name and start + spec.last_byte <= stop and header.has(spec)]
        fields.extend([header.field_of(spec) for spec in whole])
        raise Truncated(cls.size, stop - start, start)


H = TypeVar("H", bound=Header)
_OWN_NAMES = {name for name in vars(Header) if not name.startswith("__")} | {
    "data",
    "start",
    "stop",
    "available",
    "believed",
}
_OWN_NAMES.remove("readable_bits")


class HeaderColumns:
    """Many headers of one kind: each declared field is an array, made when first asked for.

    Numbers come as int64 (uint64 above 62 bits), so that a rule may subtract and multiply without wrapping.
    """

    def __init__(
        self,
        header: type[Header],
        data: NDArray[np.uint8],
        starts: NDArray[np.int64],
        stops: NDArray[np.int64],
        reported_stops: NDArray[np.int64],
    ) -> None:
        self._header = header
        self.data = data
        self.start = starts
        self.stop = stops
        self.available = reported_stops - starts
        self.believed: NDArray[Any] | None = None
        """`readable_bits` of these headers, once asked."""

    def __getattr__(self, name: str) -> NDArray[Any]:
        spec = vars(self._header).get(name)
        if not isinstance(spec, FieldSpec):
            raise AttributeError(name)
        column = self.column(spec)
        setattr(self, name, column)
        return column

    def column(self, spec: AnySpec) -> NDArray[Any]:
        """A declared field's values."""
        if spec.rule is not None:
            return np.asarray(spec.rule(self))
        column = spec.column(self.data, self.start)
        return column.astype(np.int64) if spec.kind.is_number and spec.bits <= 62 else column

    def have(self, spec: AnySpec) -> NDArray[np.bool_]:
        """Which headers have a declared field."""
        having = np.ones(len(self.start), np.bool_)
        if self._header.readable_bits is not None:
            if self.believed is None:
                self.believed = np.asarray(self._header.readable_bits(self))
            having &= spec.bit_offset < self.believed
        if spec.when is not None:
            having &= np.asarray(spec.when(self))
        return having

    def peek(self, offset: int) -> NDArray[np.int64]:
        """The byte `offset` bytes behind each header's start, -1 where the data ends before."""
        position = self.start + offset
        inside = position < self.stop
        if inside.all():
            return self.data.take(position).astype(np.int64)
        found = self.data.take(np.where(inside, position, 0)).astype(np.int64)
        return np.where(inside, found, -1)


def choose(condition: bool, yes: int, no: int) -> int:
    """`yes if condition else no`, for ints and for arrays alike."""
    if isinstance(condition, np.ndarray):
        return cast(int, np.where(condition, yes, no))
    return yes if condition else no


def lesser(a: int, b: int) -> int:
    """The smaller one, for ints and for arrays alike."""
    return choose(a < b, a, b)


def greater(a: int, b: int) -> int:
    """The larger one, for ints and for arrays alike."""
    return choose(a > b, a, b)
