"""pcapng blocks that carry no frame: sections, interfaces, statistics, names and secrets.

Each function takes a block's body (without its two lengths) and what the section said before, and returns a record.
Draft-ietf-opsawg-pcapng section 4; names of constants as there.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator
from typing import Final

from dissectors.capture_file.clock import MICROSECONDS, Clock
from dissectors.capture_file.contents import (
    Interface,
    InterfaceStatistics,
    Option,
    ResolvedName,
    Secrets,
    Section,
)
from dissectors.capture_file.options import (
    COMMENT,
    first_number,
    first_text,
    read_options,
    read_options_until_damage,
    text_of,
    texts,
)

SECTION_HEADER: Final = 0x0A0D_0D0A
INTERFACE_DESCRIPTION: Final = 1
PACKET: Final = 2
SIMPLE_PACKET: Final = 3
NAME_RESOLUTION: Final = 4
INTERFACE_STATISTICS: Final = 5
ENHANCED_PACKET: Final = 6
DECRYPTION_SECRETS: Final = 10
PROCESSES: Final = 0x8052_4D41
"""Of the types for local use (section 11.1): our own, see `dissectors.processes.stored`."""

IF_NAME: Final = 2
IF_DESCRIPTION: Final = 3
IF_SPEED: Final = 8
IF_TSRESOL: Final = 9
IF_FILTER: Final = 11
IF_OS: Final = 12
IF_FCSLEN: Final = 13
IF_TSOFFSET: Final = 14
IF_HARDWARE: Final = 15
ISB_IFDROP: Final = 5
SHB_HARDWARE: Final = 2
SHB_OS: Final = 3
SHB_USERAPPL: Final = 4


class BadBlock(Exception):
    """A block's body breaks the format's rules in a way that leaves the frames behind it without meaning."""


def read_section(body: bytes, byte_order: str, number: int) -> Section:
    """A Section Header Block; raises BadBlock for a version that is not 1.0 or 1.2, BadOptions for its options."""
    major, minor = struct.unpack_from(byte_order + "HH", body, 4)
    if major != 1 or minor not in (0, 2):
        raise BadBlock(f"the section there has pcapng version {major}.{minor}, of which nothing is known")
    options = read_options(body[16:], byte_order)
    return Section(
        number=number,
        byte_order=byte_order,
        hardware=first_text(options, SHB_HARDWARE),
        os=first_text(options, SHB_OS),
        application=first_text(options, SHB_USERAPPL),
        comments=texts(options, COMMENT),
        options=options,
    )


def read_interface(body: bytes, section: Section, index: int) -> Interface:
    """An Interface Description Block; raises BadBlock if it is too short, BadOptions for its options."""
    order = section.byte_order
    if len(body) < 8:
        raise BadBlock(f"the interface description there has {len(body)} bytes, at least 8 are wanted")
    link_type, _, snap_length = struct.unpack_from(order + "HHI", body)
    options = read_options(body[8:], order)
    fcs_length = first_number(options, IF_FCSLEN, "B")
    return Interface(
        index=index,
        section=section.number,
        number=len(section.interfaces),
        link_type=link_type,
        snap_length=snap_length,
        clock=Clock(
            _ticks_per_second(first_number(options, IF_TSRESOL, "B")),
            first_number(options, IF_TSOFFSET, order + "q") or 0,
        ),
        name=first_text(options, IF_NAME),
        description=first_text(options, IF_DESCRIPTION),
        filter=_filter_text(options),
        hardware=first_text(options, IF_HARDWARE),
        os=first_text(options, IF_OS),
        speed=first_number(options, IF_SPEED, order + "Q"),
        fcs_length=fcs_length,
        comments=texts(options, COMMENT),
        options=options,
    )


def read_statistics(body: bytes, section: Section) -> InterfaceStatistics | None:
    """An Interface Statistics Block; None if it is too short or names no interface of its section."""
    order = section.byte_order
    if len(body) < 12:
        return None
    number, high, low = struct.unpack_from(order + "III", body)
    if number >= len(section.interfaces):
        return None
    interface = section.interfaces[int(number)]
    options, _ = read_options_until_damage(body[12:], order)

    def moment(code: int) -> int | None:
        value = next((o.value for o in options if o.code == code and len(o.value) == 8), None)
        if value is None:
            return None
        upper, lower = struct.unpack(order + "II", value)
        return interface.clock.nanoseconds(upper << 32 | lower)

    def count(code: int) -> int | None:
        return first_number(options, code, order + "Q")

    return InterfaceStatistics(
        interface=interface.index,
        time_ns=interface.clock.nanoseconds(high << 32 | low),
        start_ns=moment(2),
        end_ns=moment(3),
        received=count(4),
        dropped_by_interface=count(ISB_IFDROP),
        accepted_by_filter=count(6),
        dropped_by_kernel=count(7),
        delivered=count(8),
        comments=texts(options, COMMENT),
    )


def read_names(body: bytes, byte_order: str) -> Iterator[ResolvedName]:
    """The records of a Name Resolution Block up to its end mark or the first that is broken."""
    position = 0
    while position + 4 <= len(body):
        kind, length = struct.unpack_from(byte_order + "HH", body, position)
        value = body[position + 4 : position + 4 + length]
        if kind == 0 or len(value) < length:
            return
        width = {1: 4, 2: 16}.get(kind)
        if width is not None and length > width:
            names = tuple(text_of(name) for name in value[width:].split(b"\0") if name)
            yield ResolvedName(str(ipaddress.ip_address(value[:width])), names)
        position += 4 + (length + 3 & ~3)


def read_secrets(body: bytes, byte_order: str) -> Secrets | None:
    """A Decryption Secrets Block; None if it is shorter than it says."""
    if len(body) < 8:
        return None
    kind, length = struct.unpack_from(byte_order + "II", body)
    return Secrets(kind, body[8 : 8 + length]) if length <= len(body) - 8 else None


def _ticks_per_second(resolution: int | None) -> int:
    """if_tsresol: "if the Most Significant Bit is equal to zero ... a negative power of 10", else of 2."""
    if resolution is None:
        return MICROSECONDS
    exponent = resolution & 0x7F
    return 1 << exponent if resolution & 0x80 else int(10**exponent)


def _filter_text(options: tuple[Option, ...]) -> str | None:
    """if_filter: the first byte says what follows; 0 is libpcap's text."""
    value = next((option.value for option in options if option.code == IF_FILTER), b"")
    return text_of(value[1:]) if value[:1] == b"\0" else None
