"""Values of tshark's fields: from the text in PDML by Wireshark's type, or by a guess where that is unknown."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from dissectors import fields
from dissectors.deep.tree.pdml import PdmlNode
from dissectors.fields import SPECS, Kind, Value
from dissectors.filters.times import duration, moment
from dissectors.registry import default


def _guid_text(value: Value) -> str:
    return str(UUID(bytes_le=value)) if isinstance(value, bytes) and len(value) == 16 else ""


GUID: Final = Kind("guid", bytes, _guid_text, _guid_text)
"""Its bytes as they are sent: the first three numbers lowest byte first."""

OBJECT_ID: Final = Kind("object identifier", lambda data: None, str, str)
"""As text, its numbers with points between them: filters take it so, and without quotes."""

_NUMBERS = ("UINT8", "UINT16", "UINT24", "UINT32", "UINT40", "UINT48", "UINT56", "UINT64")
_WIDTHS = tuple(name.removeprefix("UINT") for name in _NUMBERS)
_SIGNED = ("INT8", "INT16", "INT24", "INT32", "INT40", "INT48", "INT56", "INT64")
_TEXTS = ("STRING", "STRINGZ", "UINT_STRING", "STRINGZPAD", "STRINGZTRUNC")
_FLOATS = ("FLOAT", "DOUBLE", "IEEE_11073_SFLOAT", "IEEE_11073_FLOAT")

KINDS: Final[Mapping[str, Kind]] = {
    **{f"FT_{name}": fields.UNSIGNED for name in (*_NUMBERS, "CHAR", "IPXNET")},
    **{f"FT_{name}": fields.SIGNED for name in _SIGNED},
    **{f"FT_{name}": fields.STRING for name in _TEXTS},
    **{f"FT_{name}": fields.FLOAT for name in _FLOATS},
    "FT_BOOLEAN": fields.BOOLEAN,
    "FT_FRAMENUM": fields.FRAME_NUMBER,
    "FT_IPv4": fields.IPV4,
    "FT_IPv6": fields.IPV6,
    "FT_ETHER": fields.MAC,
    "FT_EUI64": fields.EUI64,
    "FT_GUID": GUID,
    "FT_OID": OBJECT_ID,
    "FT_REL_OID": OBJECT_ID,
    "FT_ABSOLUTE_TIME": fields.ABSOLUTE_TIME,
    "FT_RELATIVE_TIME": fields.RELATIVE_TIME,
    "FT_NONE": fields.NONE,
    "FT_PROTOCOL": fields.PROTOCOL,
}
"""By Wireshark's type; all others are bytes, such as addresses of old networks."""

_FRAME_NUMBERS: Final = re.compile(r".*[._-](in|to|frame|segment|fragment|in[._]frame|frame[._]num(ber)?)")
_DECIMAL: Final = re.compile(r"-?\d{1,20}")
_HEXADECIMAL: Final = re.compile(r"0x([0-9a-fA-F]{1,16})")
_IPV4: Final = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_COLONS: Final = re.compile(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2})*")
_FLOAT: Final = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?|-?inf|-?nan", re.IGNORECASE)
_OBJECT_ID: Final = re.compile(r"\.?\d+(\.\d+)*")
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def kind_of(node: PdmlNode, type_: str | None) -> Kind:
    """What a field's values are; `type_` is Wireshark's name of their type, None where that is not known."""
    if type_ is not None:
        return KINDS.get(type_, fields.BYTES)
    if node.is_protocol:
        return fields.PROTOCOL
    if not node.name:
        return fields.NONE
    return native_kind(node.name) or _guessed(node)


def width_of(type_: str | None, kind: Kind) -> int:
    """Bits of the number that holds such a value: 64 where the type is not known, 0 for what is no number."""
    if not kind.is_number:
        return 0
    digits = (type_ or "").removeprefix("FT_UINT")
    return int(digits) if digits in _WIDTHS else 8 if type_ == "FT_CHAR" else 64


def native_kind(name: str) -> Kind | None:
    """What our own field of that name holds; None where there is none."""
    default()
    spec = next(iter(SPECS.get(name, ())), None)
    return spec.kind if spec is not None else None


def _guessed(node: PdmlNode) -> Kind:
    show = node.show
    if not show:
        return fields.NONE if not node.size else fields.BYTES if node.value else fields.NONE
    if _DECIMAL.fullmatch(show):
        # The parts of what was put together have bytes, and yet a number that stands nowhere in them.
        is_concluded = not node.size or node.label.startswith("Frame: ")
        if is_concluded and _FRAME_NUMBERS.fullmatch(node.name):
            return fields.FRAME_NUMBER
        return fields.SIGNED if show.startswith("-") else fields.UNSIGNED
    if _HEXADECIMAL.fullmatch(show):
        return fields.UNSIGNED
    if show in ("True", "False"):
        return fields.BOOLEAN
    if _IPV4.fullmatch(show):
        return fields.IPV4
    if _COLONS.fullmatch(show) and show.replace(":", "").lower() == node.value.lower():
        return fields.MAC if node.size == 6 else fields.BYTES
    if ":" in show and node.size == 16 and _ipv6(show) is not None:
        return fields.IPV6
    return fields.STRING


def value_of(node: PdmlNode, kind: Kind) -> Value:
    """The value as a field of that kind holds it; None where it has none, or PDML shows it in a way of its own."""
    read = _READERS.get(kind.name)
    if read is None:
        return None
    try:
        return read(node)
    except (ValueError, OverflowError, OSError):
        return None


def _integer(node: PdmlNode) -> Value:
    show = node.show
    match = _HEXADECIMAL.fullmatch(show)
    if match is not None:
        return int(match[1], 16)
    if _DECIMAL.fullmatch(show):
        return int(show, 8) if len(show) > 1 and show[0] == "0" else int(show)
    if len(show) == 3 and show[0] == show[-1] == "'":
        return ord(show[1]) if ord(show[1]) < 256 else None
    octets = node.octets
    return int.from_bytes(octets, "big") if octets is not None and len(octets) == 1 and not node.unmasked else None


def _boolean(node: PdmlNode) -> Value:
    return {"1": 1, "0": 0, "True": 1, "False": 0, "true": 1, "false": 0}.get(node.show)


def _ipv4(node: PdmlNode) -> Value:
    return int.from_bytes(socket.inet_aton(node.show), "big") if _IPV4.fullmatch(node.show) else None


def _ipv6(show: str) -> bytes | None:
    try:
        return socket.inet_pton(socket.AF_INET6, show)
    except (OSError, ValueError):
        return None


def _octets(node: PdmlNode) -> Value:
    """As shown: what was computed of the bytes is not they themselves."""
    if _COLONS.fullmatch(node.show):
        return bytes.fromhex(node.show.replace(":", ""))
    if node.octets is not None and not node.unmasked:
        return node.octets
    return None


def _object_id(node: PdmlNode) -> Value:
    return node.show if _OBJECT_ID.fullmatch(node.show) else None


def _guid(node: PdmlNode) -> Value:
    return UUID(node.show).bytes_le if _GUID.fullmatch(node.show) else None


def _float(node: PdmlNode) -> Value:
    return float(node.show) if _FLOAT.fullmatch(node.show) else None


def _moment(node: PdmlNode) -> Value:
    """A date, or seconds since 1970."""
    time = moment(node.show)
    return time if time is not None else duration(node.show)


def _text(node: PdmlNode) -> Value:
    """From the bytes where `show` has them escaped: XML takes no control characters, and makes line ends blanks."""
    show = node.show
    if node.octets is None or node.unmasked or ("\\x" not in show and " " not in show):
        return show
    try:
        text = node.octets.decode()
    except UnicodeDecodeError:
        return show
    text = text.partition("\0")[0]
    return text if escaped(text) == show else show


def escaped(text: str) -> str:
    """As a text stands in an attribute of tshark's XML, read again."""
    return "".join(
        " " if character in "\t\n" else f"\\x{ord(character):x}" if ord(character) < 32 else character
        for character in text.replace("\r\n", "\n").replace("\r", "\n")
    )


_READERS: Final[Mapping[str, Callable[[PdmlNode], Value]]] = {
    fields.UNSIGNED.name: _integer,
    fields.SIGNED.name: _integer,
    fields.FRAME_NUMBER.name: _integer,
    fields.BOOLEAN.name: _boolean,
    fields.IPV4.name: _ipv4,
    fields.IPV6.name: lambda node: _ipv6(node.show),
    fields.MAC.name: _octets,
    fields.EUI64.name: _octets,
    fields.BYTES.name: _octets,
    GUID.name: _guid,
    OBJECT_ID.name: _object_id,
    fields.STRING.name: _text,
    fields.FLOAT.name: _float,
    fields.ABSOLUTE_TIME.name: _moment,
    fields.RELATIVE_TIME.name: lambda node: duration(node.show),
}
"""By the family of the kind; what is not here has no value."""
