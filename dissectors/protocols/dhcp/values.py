"""How the value of an option is read: addresses, numbers, texts, and lists of them (RFC 2132)."""

from __future__ import annotations

from collections.abc import Callable

from dissectors.cursor import Cursor
from dissectors.fields import ABSOLUTE_TIME, BOOLEAN, SIGNED, FieldSpec, group, ipv4, octets, string, u8, u16, u32
from dissectors.fields import AnySpec as Spec
from dissectors.names.dhcp import OPTIONS
from dissectors.ntp_time import since_1970
from dissectors.text import printable

Reader = Callable[[Cursor], None]

BAD_LENGTH = group("dhcp.bad_length", "A length that this option cannot have")


def option_name(code: int) -> str:
    return OPTIONS.get(code, "Private" if 224 <= code <= 254 else "Unassigned")


def duration(seconds: int) -> str:
    """`(3600s) 1 hour`; all ones is forever (RFC 2131 §3.3)."""
    if seconds == 0xFFFFFFFF:
        return "infinity"
    parts, rest = [], abs(seconds)
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    sign = "-" if seconds < 0 else ""
    return f"({seconds}s) {sign}{', '.join(parts) or '0 seconds'}"


def each(*specs: Spec) -> Reader:
    """Fields of declared width in turn, as often as all of them fit."""
    size = sum(spec.bits for spec in specs) // 8

    def read(cursor: Cursor) -> None:
        if not cursor.remaining or cursor.remaining % size:
            wrong_length(cursor)
            return
        while cursor.remaining > 0:
            for spec in specs:
                cursor.take(spec)

    return read


def once(*specs: Spec) -> Reader:
    """Fields of declared width that are all of the value."""
    size = sum(spec.bits for spec in specs) // 8

    def read(cursor: Cursor) -> None:
        if cursor.remaining != size:
            wrong_length(cursor)
            return
        for spec in specs:
            cursor.take(spec)

    return read


def wrong_length(cursor: Cursor) -> None:
    """Say that the length is none the option can have, and pass over the value."""
    cursor.notice(BAD_LENGTH, "error", f"{cursor.remaining} bytes: not a length of this option", cursor.position,
                  cursor.stop)  # fmt: skip
    cursor.skip(cursor.remaining)


def text(spec: FieldSpec[str]) -> Reader:
    """All of the value, as text."""

    def read(cursor: Cursor) -> None:
        if cursor.remaining:
            raw = cursor.peek(cursor.remaining)
            cursor.take(spec, cursor.remaining)
            cursor.fields[-1].shown = printable(raw.split(b"\0")[0])

    return read


def raw(spec: Spec) -> Reader:
    """All of the value, as bytes."""

    def read(cursor: Cursor) -> None:
        if cursor.remaining:
            cursor.take(spec, cursor.remaining)

    return read


def labels(cursor: Cursor, start: int) -> str:
    """A domain name whose pointers count from `start` (RFC 3397 §2); moves behind it."""
    parts: list[str] = []
    position, after, jumps = cursor.position, -1, 0
    while position < cursor.stop and cursor.data[position]:
        size = cursor.data[position]
        if size >= 0xC0 and position + 1 < cursor.stop and jumps < 64:
            after = position + 2 if after < 0 else after
            position = start + ((size & 0x3F) << 8 | cursor.data[position + 1])
            jumps += 1
            continue
        if size >= 0x40 or position + 1 + size > cursor.stop or len(parts) > 127:
            raise cursor.malformed("a label that is none")
        parts.append(printable(cursor.data[position + 1 : position + 1 + size]))
        position += 1 + size
    cursor.position = min(position + 1 if after < 0 else after, cursor.stop)
    return ".".join(parts)


def address(name: str, label: str, explain: str = "") -> FieldSpec[int]:
    return ipv4(f"dhcp.option.{name}", label, explain=explain)


def words(name: str, label: str, explain: str = "") -> FieldSpec[str]:
    return string(f"dhcp.option.{name}", label, explain=explain)


def number8(name: str, label: str, values: dict[int, str] | None = None, explain: str = "") -> FieldSpec[int]:
    return u8(f"dhcp.option.{name}", label, values=values, explain=explain)


def number16(name: str, label: str, values: dict[int, str] | None = None) -> FieldSpec[int]:
    return u16(f"dhcp.option.{name}", label, values=values)


def number32(name: str, label: str, show: Callable[[int], str] | None = None, explain: str = "") -> FieldSpec[int]:
    return u32(f"dhcp.option.{name}", label, show=show, explain=explain)


def signed32(name: str, label: str) -> FieldSpec[int]:
    return FieldSpec(f"dhcp.option.{name}", label, SIGNED, 32, show=duration)


def switch(name: str, label: str, values: tuple[str, str] = ("Disabled", "Enabled")) -> FieldSpec[int]:
    return FieldSpec(f"dhcp.option.{name}", label, BOOLEAN, 8, dict(enumerate(values)))


def octet_string(name: str, label: str) -> FieldSpec[bytes]:
    return octets(f"dhcp.option.{name}", label)


def moment(spec: FieldSpec[int]) -> Reader:
    """Seconds as NTP counts them (RFC 6926 §6.2.1, RFC 5905 §6)."""

    def read(cursor: Cursor) -> None:
        if cursor.remaining != 4:
            wrong_length(cursor)
            return
        cursor.add(spec, since_1970(cursor.number(4)) * 1_000_000_000, cursor.position, cursor.position + 4)
        cursor.skip(4)

    return read


def time_field(name: str, label: str) -> FieldSpec[int]:
    return FieldSpec(f"dhcp.option.{name}", label, ABSOLUTE_TIME)
