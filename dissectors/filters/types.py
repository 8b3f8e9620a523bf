"""Types of values in a filter: how a literal becomes one, what can be done with it, what it compares with."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from dissectors import fields
from dissectors.fields import AnySpec, Field
from dissectors.filters.networks import Network, network
from dissectors.filters.overrides import LINK_ADDRESSES, is_host, largest
from dissectors.filters.times import duration, moment

Value = int | float | bytes | str | Network
"""Times are nanoseconds, addresses of IP numbers, booleans 0 and 1."""


class NoSuchValue(ValueError):
    """A literal that the type has no value for; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class ValueType:
    """What a field, a slice, a function or a computation gives."""

    title: str
    family: str
    """Values of one family compare with each other."""
    word: Callable[[str, AnySpec | None], Value]
    """From an unquoted literal, for a field; raises NoSuchValue."""
    is_ordered: bool = True
    has_bytes: bool = False
    """`contains`, `matches` and slices work on it."""
    can_be_sliced: bool = False
    arithmetic: frozenset[str] = frozenset()
    can_become_string: bool = False


_GROUP = re.compile(r"[0-9A-Fa-f]{2}|[0-9A-Fa-f]")
_GUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}")
_PAIRS = re.compile(r":?[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*")
_WORDS_OF_TRUTH = {"True": 1, "TRUE": 1, "False": 0, "FALSE": 0}
_IPV4 = re.compile(r"(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})(?:/(\d{1,3}))?")
_ALL = frozenset("+-*/%&")
_LARGEST_BOOLEAN = (1 << 64) - 1


def integer(text: str) -> int | None:
    """A number in base 16 (0x), 2 (0b), 8 (0) or 10; None for anything else."""
    bare = text.lower()
    try:
        if bare.startswith(("0x", "0b")):
            return int(bare[2:], 16 if bare[1] == "x" else 2) if bare[2:].isalnum() else None
        if not bare.isascii() or not bare.isdigit() or len(bare) > 40:
            return None
        return int(bare, 8 if len(bare) > 1 and bare[0] == "0" else 10)
    except ValueError:
        return None


def octets(text: str) -> bytes | None:
    """Bytes in hexadecimal, with or without `:`, `-`, `.` between them; None for anything else."""
    bare = text.removeprefix(":")
    if len(bare) == 4 and bare.startswith("0x"):
        bare = bare[2:]
    groups = re.split("[-:.]", bare)
    if not bare or not all(groups[:-1]) or not all(re.fullmatch("[0-9A-Fa-f]*", group) for group in groups):
        return None
    return bytes(int(pair, 16) for group in groups for pair in _GROUP.findall(group))


def has_odd_colons(text: str) -> bool:
    """Whether a word with colons is neither pairs of digits nor an IPv6 address: then it must stand in quotes."""
    if ":" not in text or _PAIRS.fullmatch(text):
        return False
    try:
        socket.inet_pton(socket.AF_INET6, text.partition("/")[0])
    except (OSError, ValueError):
        return True
    return False


def named_value(text: str, specs: Iterable[AnySpec]) -> int | None:
    """The number that one of the declarations gives this name, whatever its case; None if there is none."""
    wanted = text.lower()
    for spec in specs:
        for number, name in (spec.values or {}).items():
            if name.lower() == wanted:
                return number
    return None


def _number(text: str, spec: AnySpec | None) -> Value:
    number = integer(text)
    if number is None:
        known = named_value(text, (spec,)) if spec is not None else None
        if known is not None:
            return known
        if spec is not None and spec.values:
            raise NoSuchValue(f'"{text}" is no number and none of the named values of {spec.name}')
        raise NoSuchValue(f'"{text}" is no number')
    most = largest(spec)
    if number > most:
        raise NoSuchValue(f"{text} is too large for this field: {most} is the most")
    return number


def _boolean(text: str, spec: AnySpec | None) -> Value:
    if text in _WORDS_OF_TRUTH:
        return _WORDS_OF_TRUTH[text]
    number = integer(text)
    if number is None and spec is not None:
        number = named_value(text, (spec,))
    if number is None or number > _LARGEST_BOOLEAN:
        raise NoSuchValue(f'"{text}" is neither True nor False, nor one of the named values of the field')
    return int(number != 0)


def _ipv4(text: str, spec: AnySpec | None) -> Value:
    match = _IPV4.fullmatch(text)
    if match is None or any(int(part) > 255 for part in match.groups()[:4]):
        raise NoSuchValue(f'"{text}" is no IPv4 address')
    number = int.from_bytes(bytes(int(part) for part in match.groups()[:4]), "big")
    if match[5] is None:
        return number
    if int(match[5]) > 32:
        raise NoSuchValue(f"an IPv4 network has at most 32 bits, not {match[5]}")
    return network(number, int(match[5]), 32)


def _ipv6(text: str, spec: AnySpec | None) -> Value:
    address, slash, prefix = text.partition("/")
    try:
        number = int.from_bytes(socket.inet_pton(socket.AF_INET6, address), "big")
    except (OSError, ValueError):
        raise NoSuchValue(f'"{text}" is no IPv6 address') from None
    if not slash:
        return number
    if not prefix.isdigit() or len(prefix) > 3 or int(prefix) > 128:
        raise NoSuchValue(f"an IPv6 network has at most 128 bits, not {prefix}")
    return network(number, int(prefix), 128)


def _sized(length: int, title: str) -> Callable[[str, AnySpec | None], Value]:
    def word(text: str, spec: AnySpec | None) -> Value:
        data = octets(text)
        if data is None or len(data) != length:
            raise NoSuchValue(f'"{text}" is no {title}: {length} bytes in hexadecimal are wanted')
        return data

    return word


def _eui64(text: str, spec: AnySpec | None) -> Value:
    number = integer(text)
    data = octets(text)
    if number is not None and number < 1 << 64:
        return number
    if data is None or len(data) != 8:
        raise NoSuchValue(f'"{text}" is no EUI-64 address: 8 bytes in hexadecimal or a number is wanted')
    return int.from_bytes(data, "big")


def _guid(text: str, spec: AnySpec | None) -> Value:
    if not _GUID.fullmatch(text):
        raise NoSuchValue(f'"{text}" is no GUID such as 00112233-4455-6677-8899-aabbccddeeff')
    return UUID(text).bytes_le


def _bytes(text: str, spec: AnySpec | None) -> Value:
    data = octets(text)
    if data is None:
        raise NoSuchValue(f'"{text}" is no byte string: hexadecimal such as 00:1a:2b is wanted')
    return data


def _string(text: str, spec: AnySpec | None) -> Value:
    return text


def _float(text: str, spec: AnySpec | None) -> Value:
    try:
        return float(text)
    except ValueError:
        raise NoSuchValue(f'"{text}" is no number') from None


def _moment(text: str, spec: AnySpec | None) -> Value:
    nanoseconds = moment(text)
    if nanoseconds is None:
        raise NoSuchValue(f'"{text}" is no time such as "2011-07-04 12:34:56.5" or "Nov 12, 1999 08:55:44"')
    return nanoseconds


def _duration(text: str, spec: AnySpec | None) -> Value:
    nanoseconds = duration(text)
    if nanoseconds is None:
        raise NoSuchValue(f'"{text}" is no number of seconds')
    return nanoseconds


def _nothing(text: str, spec: AnySpec | None) -> Value:
    raise NoSuchValue("it has no value to compare: use it alone")


NUMBER = ValueType("a number", "number", _number, arithmetic=_ALL, can_become_string=True)
BOOLEAN = ValueType("a boolean", "boolean", _boolean)
FLOAT = ValueType("a number", "float", _float, arithmetic=_ALL - {"&"}, can_become_string=True)
IPV4 = ValueType(
    "an IPv4 address", "ipv4", _ipv4, can_be_sliced=True, arithmetic=frozenset("&"), can_become_string=True
)
IPV6 = ValueType(
    "an IPv6 address", "ipv6", _ipv6, can_be_sliced=True, arithmetic=frozenset("&"), can_become_string=True
)
MAC = ValueType(
    "a hardware address",
    "bytes",
    _sized(6, "hardware address"),
    has_bytes=True,
    can_be_sliced=True,
    arithmetic=frozenset("&"),
    can_become_string=True,
)
LINK_ADDRESS = replace(MAC, title="an address of the link")
"""Six bytes as a literal, and on the wire any number: a string stands for its bytes."""
EUI64 = ValueType("an EUI-64 address", "eui64", _eui64, arithmetic=frozenset("+-&"), can_become_string=True)
GUID = ValueType("a GUID", "guid", _guid, can_become_string=True)
BYTES = ValueType("a sequence of bytes", "bytes", _bytes, has_bytes=True, can_be_sliced=True, arithmetic=frozenset("&"))
STRING = ValueType("a string", "string", _string, has_bytes=True, can_be_sliced=True)
PROTOCOL = ValueType("a protocol", "protocol", _bytes, has_bytes=True, can_be_sliced=True)
ABSOLUTE_TIME = ValueType("a time", "time", _moment)
RELATIVE_TIME = ValueType("a number of seconds", "duration", _duration, arithmetic=frozenset("+-"))
NONE = ValueType("a field without a value", "none", _nothing, is_ordered=False)

_TYPES: dict[str, ValueType] = {
    fields.UNSIGNED.name: NUMBER,
    fields.SIGNED.name: NUMBER,
    fields.FRAME_NUMBER.name: NUMBER,
    fields.BOOLEAN.name: BOOLEAN,
    fields.FLOAT.name: FLOAT,
    fields.IPV4.name: IPV4,
    fields.IPV6.name: IPV6,
    fields.MAC.name: MAC,
    fields.EUI64.name: EUI64,
    "guid": GUID,
    fields.BYTES.name: BYTES,
    fields.STRING.name: STRING,
    fields.PROTOCOL.name: PROTOCOL,
    fields.ABSOLUTE_TIME.name: ABSOLUTE_TIME,
    fields.RELATIVE_TIME.name: RELATIVE_TIME,
    fields.NONE.name: NONE,
}
"""By the name of a field's kind: protocols have kinds of their own that only look different."""


def type_of(spec: AnySpec, name: str = "") -> ValueType:
    """The type of a declared field's values, asked for by one of its names."""
    name = name or spec.name
    if is_host(spec, name):
        return STRING
    if name in LINK_ADDRESSES:
        return LINK_ADDRESS
    return _TYPES.get(spec.kind.name, BYTES)


def value_of(field: Field, data: bytes) -> Value | None:
    """A field's value for comparisons; `data` are the bytes it lies in. None where it has none."""
    kind, value = field.spec.kind, field.value
    if kind is fields.PROTOCOL:
        return data[field.start : field.stop]
    if value is None:
        return None
    if isinstance(value, bytes) and kind in (fields.IPV6, fields.EUI64):
        return int.from_bytes(value, "big")
    if kind is fields.BOOLEAN:
        return int(bool(value))
    return value


def text_bytes(text: str) -> bytes:
    """The bytes of a string, whatever it holds."""
    return text.encode("utf-8", "surrogateescape")


def as_bytes(value: Value, type_: ValueType) -> bytes:
    """The bytes that slices, `contains` and `matches` look at."""
    if isinstance(value, str):
        return text_bytes(value)
    if isinstance(value, int):
        return value.to_bytes(16 if type_ is IPV6 else 4, "big")
    assert isinstance(value, bytes)
    return value


def from_text(text: str, type_: ValueType, spec: AnySpec | None) -> Value:
    """The value of a double-quoted string for a type; raises NoSuchValue."""
    if type_ is STRING:
        return text
    if type_ in (BYTES, PROTOCOL, LINK_ADDRESS):
        return text_bytes(text)
    if type_ is ABSOLUTE_TIME:
        return _moment(text, spec)
    known = named_value(text, (spec,)) if spec is not None else None
    if type_ in (NUMBER, BOOLEAN) and known is not None:
        return known
    if type_ is BOOLEAN and text in _WORDS_OF_TRUTH and not (spec is not None and spec.values):
        return _WORDS_OF_TRUTH[text]
    raise NoSuchValue(f'{type_.title} cannot be made from the string "{text}"')


def from_character(character: str, type_: ValueType) -> Value:
    """The value of a single-quoted character for a type; raises NoSuchValue."""
    if type_ is NUMBER:
        return ord(character)
    if type_ is BOOLEAN:
        return int(character != "\0")
    if type_ is STRING:
        return character
    if type_ in (BYTES, PROTOCOL):
        return text_bytes(character)
    raise NoSuchValue(f"{type_.title} cannot be made from a character")
