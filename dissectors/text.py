"""How values look: addresses, bytes, numbers and times, for people and for scripts."""

from __future__ import annotations

import socket
import unicodedata
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CYCLE_SECONDS = 146_097 * 86_400
"""Of 400 years."""
_ESCAPES = str.maketrans({"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def set_or_not(value: int) -> str:
    return "Set" if value else "Not set"


def ipv4(value: int) -> str:
    """Dotted quad of a 32-bit number."""
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


def ipv6(value: bytes) -> str:
    """RFC 5952 text of 16 bytes, as the C library writes it."""
    return socket.inet_ntop(socket.AF_INET6, value)


def mac(value: bytes) -> str:
    return value.hex(":")


def octets(value: bytes, most: int = 36) -> str:
    """Hexadecimal, cut with an ellipsis after `most` bytes."""
    return value.hex() if len(value) <= most else f"{value[:most].hex()}…"


def escaped(value: str) -> str:
    """Control characters that would break a line of output, in two characters each; NUL ends the text."""
    return value.split("\0", 1)[0].translate(_ESCAPES)


_NAMED_CONTROLS = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
_UNSEEN = ("Cc", "Cf", "Cn", "Cs")
"""Unicode categories that have no shape of their own: controls, format characters, unassigned, surrogates."""


def printable(data: bytes) -> str:
    """Text in which every character can be seen, as Wireshark writes names: `\\033`, `\\u202E`; no UTF-8 is U+FFFD."""
    text = data.decode("utf-8", "replace")
    if text.isascii() and text.isprintable():
        return text
    return "".join(_seen(character) for character in text)


def _seen(character: str) -> str:
    number = ord(character)
    if number in _NAMED_CONTROLS:
        return _NAMED_CONTROLS[number]
    if number < 32 or number == 127:
        return f"\\{number:03o}"
    if unicodedata.category(character) not in _UNSEEN:
        return character
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def double(value: float) -> str:
    """C's `%.15g`."""
    return f"{value:.15g}"


def seconds(nanoseconds: int) -> str:
    """Nanoseconds as seconds with nine digits."""
    sign = "-" if nanoseconds < 0 else ""
    whole, rest = divmod(abs(nanoseconds), 1_000_000_000)
    return f"{sign}{whole}.{rest:09d}"


def absolute_time(nanoseconds: int) -> str:
    """`Jan  1, 2107 00:00:00.000000000 UTC`, in the Gregorian calendar however far away."""
    whole, rest = divmod(nanoseconds, 1_000_000_000)
    # Python's calendar has the years 1 to 9999; every 400 years the Gregorian one begins anew.
    cycles, within = divmod(whole, _CYCLE_SECONDS)
    moment = _EPOCH + timedelta(seconds=within)
    year = moment.year + cycles * 400
    return f"{moment:%b} {moment.day:2d}, {year} {moment:%H:%M:%S}.{rest:09d} UTC"
