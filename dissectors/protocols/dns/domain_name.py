"""Domain names on the wire (RFC 1035 §3.1, §4.1.4): labels, and pointers back into the message.

The work is bounded: a pointer followed twice is a loop, and all names of a message together follow no more labels
and pointers than `Message.steps_left`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dissectors.cursor import Cursor
from dissectors.errors import Malformed, Truncated
from dissectors.fields import FieldSpec
from dissectors.text import printable

ROOT = "<Root>"
LOOPS = "<Name contains a pointer that loops>"
TOO_LONG = "<Name too long>"
TOO_MANY_STEPS = "<Names of the message share too much>"
LONGEST = 253
"""Characters of a name: 255 bytes on the wire (RFC 1035 §2.3.4) less the first length and the root label."""


@dataclass(slots=True)
class Message:
    """The message a name stands in: it may point back anywhere into it."""

    start: int
    stop: int
    steps_left: int = 1 << 17
    """Labels and pointers that names may still follow behind a pointer; hostile names would share theirs a million
    times, while the names of an honest message of 64 KiB need half of it."""


@dataclass(frozen=True, slots=True)
class DomainName:
    """A name as it is shown, and where it ended."""

    text: str
    """Labels joined by dots, every character visible; a remark in angle brackets where there is no name."""
    length: int
    """Bytes of the name before characters were made visible."""
    labels: int
    """Dots and one; 1 for a remark."""
    stop: int
    """The byte behind the name, or behind its first pointer."""


def read_name(data: bytes, position: int, message: Message) -> DomainName:
    """The name at `position`.

    Raises `Truncated` where the message ends in it, `Malformed` for a label type other than the two of RFC 1035.
    """
    labels: list[bytes] = []
    length, after, seen, stop = 0, -1, set[int](), message.stop
    while True:
        if after >= 0:
            message.steps_left -= 1
            if message.steps_left < 0:
                return DomainName(TOO_MANY_STEPS, len(TOO_MANY_STEPS), 1, after)
        if position >= stop:
            raise Truncated(1, 0, position)
        size = data[position]
        if size == 0:
            after = position + 1 if after < 0 else after
            break
        if size >= 0xC0:
            if position + 2 > stop:
                raise Truncated(2, stop - position, position)
            target = message.start + ((size & 0x3F) << 8 | data[position + 1])
            after = position + 2 if after < 0 else after
            if target in seen:
                return DomainName(LOOPS, len(LOOPS), 1, after)
            seen.add(target)
            position = target
        elif size >= 0x40:
            raise Malformed(f"label type {size >> 6:02b} is not defined (RFC 6891 §5)", position)
        else:
            if position + 1 + size > stop:
                raise Truncated(1 + size, stop - position, position)
            if length <= LONGEST:
                labels.append(data[position + 1 : position + 1 + size])
            length += size + 1
            position += 1 + size
    if length - 1 > LONGEST:
        return DomainName(TOO_LONG, len(TOO_LONG), 1, after)
    raw = b".".join(labels)
    if not raw:
        return DomainName(ROOT, len(ROOT), 1, after)
    return DomainName(printable(raw), len(raw), raw.count(b".") + 1, after)


def take_name(cursor: Cursor, spec: FieldSpec[str], message: Message) -> DomainName:
    """Leave a field with the name that stands at the cursor, which must end before the cursor's own stop."""
    name = read_name(cursor.data, cursor.position, message)
    cursor.need(name.stop - cursor.position)
    cursor.add(spec, name.text, cursor.position, name.stop)
    cursor.position = name.stop
    return name
