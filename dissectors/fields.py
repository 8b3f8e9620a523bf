"""Kinds of value, declared fields and tree fields.

A `FieldSpec` is a declaration: a protocol's module writes it once, and from it come the tree's line, the
byte range, the numpy column, the display-filter field and the learner's explanation. A `Field` is one
occurrence of it in one packet. Whoever declares a spec has it registered in `SPECS` under its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

import numpy as np
from numpy.typing import NDArray

from dissectors import text
from dissectors.gathering import bytes_at

if TYPE_CHECKING:
    from dissectors.header import Header

Value = int | float | bytes | str | None
T = TypeVar("T", bound=Value)

SPECS: dict[str, list[AnySpec]] = {}
"""Every declared field by name; a name declared by several protocols (`tcp.port`) has several specs."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: how it is read from its bytes, shown to a person and printed for scripts."""

    name: str
    """The family, which decides what a filter may compare it with."""
    decode: Callable[[bytes], Value]
    """From the field's own bytes, all of them."""
    show: Callable[[Value], str]
    printed: Callable[[Value], str]
    """As `tshark -T fields` prints it."""
    is_number: bool = False
    """The value is an int made of the field's bits."""


def _number(data: bytes) -> Value:
    return int.from_bytes(data, "big")


def _kind(
    name: str,
    decode: Callable[[bytes], Value],
    show: Callable[..., str],
    printed: Callable[..., str] | None = None,
    is_number: bool = False,
) -> Kind:
    return Kind(name, decode, show, printed or show, is_number)


UNSIGNED = _kind("unsigned", _number, str, is_number=True)
SIGNED = _kind("signed", lambda data: int.from_bytes(data, "big", signed=True), str)
BOOLEAN = _kind("boolean", _number, text.set_or_not, lambda value: "1" if value else "0", is_number=True)
IPV4 = _kind("ipv4", _number, text.ipv4, is_number=True)
IPV6 = _kind("ipv6", bytes, text.ipv6)
MAC = _kind("mac", bytes, text.mac)
EUI64 = _kind("eui64", bytes, text.mac)
BYTES = _kind("bytes", bytes, text.octets, lambda value: value.hex() or "<MISSING>")
STRING = _kind("string", lambda data: data.decode("utf-8", "replace"), str, text.escaped)
FLOAT = _kind("float", _number, text.double)
ABSOLUTE_TIME = _kind("absolute time", _number, text.absolute_time)
RELATIVE_TIME = _kind("relative time", _number, text.seconds)
FRAME_NUMBER = _kind("frame number", _number, str)
NONE = _kind("none", lambda data: None, lambda value: "", lambda value: "1")
PROTOCOL = _kind("protocol", lambda data: None, lambda value: "", str)


@dataclass(slots=True, eq=False)
class FieldSpec(Generic[T]):
    """One declared field; in a `Header` it is a descriptor that gives the value."""

    name: str
    """Wireshark's filter name; empty for a line that only groups others."""
    label: str
    kind: Kind
    bits: int = 0
    """Width; 0 where each occurrence has its own."""
    values: Mapping[int, str] | None = None
    """Names of values, shown before the number."""
    show: Callable[[T], str] | None = None
    """Text of a value, in place of the kind's."""
    unit: str = ""
    hex_digits: int = 0
    """Above 0 the number is written in hexadecimal, padded to so many digits."""
    explain: str = ""
    """A sentence or two for a learner, with RFC and section."""
    also: tuple[str, ...] = ()
    """Further names a filter finds it by: `ip.addr` for `ip.src`."""
    parts: tuple[FieldSpec[int], ...] = ()
    """Fields made of this one's bits, in order from the highest."""
    hidden: bool = False
    """Found by filters and scripts, not drawn."""
    little_endian: bool = False
    bit_offset: int = -1
    """From the start of the header that holds it; -1 outside of headers."""
    container: tuple[int, int] = (0, 0)
    """Offset and width, in bits, of the whole bytes (or of the parent) that dotted bits are drawn for."""
    at: AnySpec | None = None
    """An earlier field of the same header whose bits this one reads in another way."""
    when: Callable[[Any], bool] | None = None
    """Whether a header has this field, asked of the header (or of columns); None: always."""
    rule: Callable[[Any], Any] | None = None
    """Makes the value, of a header (or of columns), where the bits alone are not it; None: the bits are."""
    header: type[Header] | None = field(default=None, repr=False)
    """The header that declares it."""
    scale: int = 1
    """The value is the bits' number times this: header lengths are sent in words and meant in bytes."""

    def __post_init__(self) -> None:
        for name in (self.name, *self.also):
            if name:
                SPECS.setdefault(name, []).append(self)

    @overload
    def __get__(self, instance: None, owner: type[Header]) -> FieldSpec[T]: ...
    @overload
    def __get__(self, instance: Header, owner: type[Header]) -> T: ...
    @overload
    def __get__(self, instance: object, owner: object) -> FieldSpec[T]: ...
    def __get__(self, instance: object, owner: object) -> FieldSpec[T] | T:
        if instance is None:
            return self
        return cast(T, cast("Header", instance).value_of(self))

    @property
    def first_byte(self) -> int:
        """Offset of the first byte that holds a bit of it, from the header's start."""
        return self.bit_offset // 8

    @property
    def last_byte(self) -> int:
        """Offset of the byte behind the last one that holds a bit of it."""
        return (self.bit_offset + self.bits + 7) // 8

    def belong(self, header: type[Header]) -> None:
        """Tell it and its parts which header declares them."""
        self.header = header
        for part in self.parts:
            part.belong(header)

    def place(self, bit_offset: int) -> None:
        """Give it and its parts their place in a header; dotted bits are drawn for parts of bytes."""
        self.bit_offset = bit_offset
        self.container = self._whole_bytes() if bit_offset % 8 or self.bits % 8 else (0, 0)
        for part in self.parts:
            part.place(bit_offset if part.at is None else part.at.bit_offset)
            if not self.kind.is_number:
                part.container = part._whole_bytes()
            elif self.bits % 4 == 0:
                part.container = (self.bit_offset, self.bits)
            else:
                part.container = self._whole_bytes()
            bit_offset += part.bits if part.at is None else 0

    def _whole_bytes(self) -> tuple[int, int]:
        return self.first_byte * 8, (self.last_byte - self.first_byte) * 8

    def column(self, data: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[Any]:
        """Its values for the headers that begin at `starts`, offsets into `data`.

        Numbers come as the narrowest unsigned type that holds the bytes (uint8 to uint64), other kinds as
        a row of bytes each (n x length, uint8). Every header must be wholly inside `data`.
        """
        first, last = self.first_byte, self.last_byte
        if not self.kind.is_number:
            return bytes_at(data, starts + first, last - first)
        order = range(first, last) if not self.little_endian else range(last - 1, first - 1, -1)
        width = next(size for size in (1, 2, 4, 8) if last - first <= size)
        if width <= 2:
            result: NDArray[Any] = data.take(starts + order[0])
            for position in order[1:]:
                result = result.astype("u2") << 8 | data.take(starts + position)
        else:
            padded = np.zeros((len(starts), width), np.uint8)
            raw = bytes_at(data, starts + first, last - first)
            padded[:, width - (last - first) :] = raw[:, ::-1] if self.little_endian else raw
            result = padded.view(f">u{width}").reshape(-1).astype(f"u{width}")
        shift = last * 8 - self.bit_offset - self.bits
        if shift:
            result >>= shift
        if self.bits < (last - first) * 8 - shift:
            result &= (1 << self.bits) - 1
        if self.scale != 1:
            result *= self.scale
        return result

    def text(self, value: T) -> str:
        """The value as the tree shows it behind the label."""
        if self.show is not None:
            return self.show(value)
        if self.kind is UNSIGNED:
            number = cast(int, value)
            shown = f"0x{number:0{self.hex_digits}x}" if self.hex_digits else str(number)
            if self.values is not None:
                return f"{self.values.get(number, 'Unknown')} ({shown})"
            return f"{shown} {self.unit}" if self.unit else shown
        if self.values is not None and self.kind is BOOLEAN:
            return self.values[1 if value else 0]
        shown = self.kind.show(value)
        return f"{shown} {self.unit}" if self.unit else shown

    def printed(self, value: T) -> str:
        """The value as `tshark -T fields` prints it."""
        if self.hex_digits and self.kind is UNSIGNED:
            return f"0x{cast(int, value):0{self.hex_digits}x}"
        return self.kind.printed(value)

    def bit_pattern(self, value: T) -> str:
        """`.... ..1.` for a field smaller than its bytes, else empty."""
        offset, width = self.container
        if not width:
            return ""
        lead = self.bit_offset - offset
        digits = "." * lead + f"{cast(int, value) // self.scale:0{self.bits}b}" + "." * (width - lead - self.bits)
        return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


AnySpec = FieldSpec[Any]
"""A declaration among others of other kinds."""


@dataclass(slots=True, eq=False)
class Field:
    """One occurrence of a declared field in one packet: a node of the decode tree."""

    spec: AnySpec
    value: Value
    start: int
    """First byte, counted in the byte source (the frame, unless `source` says otherwise)."""
    stop: int
    """The byte behind the last; equal to `start` where no bytes belong to it."""
    children: list[Field] = field(default_factory=list)
    shown: str | None = None
    """Text in place of the declared one."""
    heading: str | None = None
    """A whole line in place of label and text."""
    severity: str = ""
    """Empty, or "note", "warning", "error"."""
    generated: bool = False
    """Concluded, not read: drawn in brackets."""
    source: int = 0
    """0 is the frame; others are reassembled or decrypted bytes."""

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def text(self) -> str:
        """The value, as the tree shows it."""
        return self.shown if self.shown is not None else self.spec.text(self.value)

    @property
    def line(self) -> str:
        """The tree's whole line: bits, label and text. Not yet safe for a terminal."""
        if self.heading is not None:
            line = self.heading
        else:
            shown = self.text
            line = f"{self.spec.label}: {shown}" if shown else self.spec.label
            pattern = self.spec.bit_pattern(self.value) if self.spec.container[1] else ""
            if pattern:
                line = f"{pattern} = {line}"
        return f"[{line}]" if self.generated else line

    def walk(self) -> Iterator[Field]:
        """This field and all below it, in the tree's order."""
        yield self
        for child in self.children:
            yield from child.walk()


def uint(
    bits: int,
    name: str,
    label: str,
    *,
    values: Mapping[int, str] | None = None,
    show: Callable[[int], str] | None = None,
    unit: str = "",
    hex_digits: int = 0,
    explain: str = "",
    also: tuple[str, ...] = (),
    parts: tuple[FieldSpec[int], ...] = (),
    hidden: bool = False,
    little_endian: bool = False,
    scale: int = 1,
) -> FieldSpec[int]:
    """An unsigned number of any width, network byte order unless told otherwise.

    With a `scale` the scaled value must fit the bytes that hold the field.
    """
    return FieldSpec(
        name,
        label,
        UNSIGNED,
        bits,
        values,
        show,
        unit,
        hex_digits,
        explain,
        also,
        parts,
        hidden,
        little_endian,
        scale=scale,
    )


def _sized(bits: int) -> Callable[..., FieldSpec[int]]:
    def declare(name: str, label: str, **options: object) -> FieldSpec[int]:
        return uint(bits, name, label, **options)  # type: ignore[arg-type]

    declare.__doc__ = f"An unsigned number of {bits} bits; the options are those of `uint`."
    return declare


u8, u16, u24, u32, u64 = (_sized(bits) for bits in (8, 16, 24, 32, 64))
bits = uint


def flag(
    name: str,
    label: str,
    *,
    values: tuple[str, str] = ("Not set", "Set"),
    explain: str = "",
    also: tuple[str, ...] = (),
    bits: int = 1,
) -> FieldSpec[int]:
    """A boolean, one bit wide unless told otherwise; `values` are the words for 0 and 1."""
    return FieldSpec(name, label, BOOLEAN, bits, dict(enumerate(values)), explain=explain, also=also)


def ipv4(name: str, label: str, *, explain: str = "", also: tuple[str, ...] = ()) -> FieldSpec[int]:
    """An IPv4 address; its value is the 32-bit number."""
    return FieldSpec(name, label, IPV4, 32, explain=explain, also=also)


def ipv6(name: str, label: str, *, explain: str = "", also: tuple[str, ...] = ()) -> FieldSpec[bytes]:
    """An IPv6 address; its value is its 16 bytes."""
    return FieldSpec(name, label, IPV6, 128, explain=explain, also=also)


def mac(
    name: str,
    label: str,
    *,
    explain: str = "",
    also: tuple[str, ...] = (),
    parts: tuple[FieldSpec[int], ...] = (),
) -> FieldSpec[bytes]:
    """A 48-bit hardware address; its value is its 6 bytes."""
    return FieldSpec(name, label, MAC, 48, explain=explain, also=also, parts=parts)


S = TypeVar("S", bound="AnySpec")


def reading(spec: S, at: AnySpec, when: Callable[[Any], bool] | None = None) -> S:
    """Another reading of the bits of a field declared before, of headers for which `when` holds (None: of all).

    `when` is a rule over header values that works on ints and on arrays alike.
    """
    spec.at, spec.when = at, when
    return spec


def only(spec: S, when: Callable[[Any], bool]) -> S:
    """A field, or a part of one, that only those headers have for which `when` holds; else its bits are passed over."""
    spec.when = when
    return spec


def meaning(spec: S, rule: Callable[[Any], Any]) -> S:
    """A field whose value is not its bits but what `rule` makes of the header, such as a length that is sent as 0."""
    spec.rule = rule
    return spec


def unused(bits: int) -> FieldSpec[int]:
    """Bits that belong to a header and to no field."""
    return FieldSpec("", "", UNSIGNED, bits, hidden=True)


def octets(
    name: str,
    label: str,
    *,
    length: int = 0,
    show: Callable[[bytes], str] | None = None,
    explain: str = "",
    hidden: bool = False,
) -> FieldSpec[bytes]:
    """Bytes as they are; `length` in bytes where it is fixed."""
    return FieldSpec(name, label, BYTES, length * 8, show=show, explain=explain, hidden=hidden)


def string(name: str, label: str, *, explain: str = "", hidden: bool = False) -> FieldSpec[str]:
    """Text; bytes that are no UTF-8 become U+FFFD."""
    return FieldSpec(name, label, STRING, explain=explain, hidden=hidden)


def group(name: str, label: str, *, explain: str = "") -> FieldSpec[None]:
    """A node that carries others and has no value of its own."""
    return FieldSpec(name, label, NONE, explain=explain)


def generated(kind: Kind, name: str, label: str, *, unit: str = "", explain: str = "") -> AnySpec:
    """A field whose value is concluded or told by the capture, not read from bytes."""
    return FieldSpec(name, label, kind, unit=unit, explain=explain)
