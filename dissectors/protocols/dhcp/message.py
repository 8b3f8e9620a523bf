"""A DHCP message: the fixed part of BOOTP (RFC 2131 §2), then options one after the other (RFC 2132 §2)."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import BOOLEAN, FieldSpec, bits, flag, group, ipv4, octets, only, reading, string, u8, u16, u32
from dissectors.header import Header
from dissectors.names.dhcp import HARDWARE_TYPES
from dissectors.protocol import Layer
from dissectors.protocols.dhcp.client_id import MAC
from dissectors.protocols.dhcp.options import read_value
from dissectors.protocols.dhcp.values import option_name
from dissectors.text import printable

COOKIE_VALUE = 0x63825363
HARDWARE_SIZE, SERVER_SIZE, FILE_SIZE = 16, 64, 128
PAD, OVERLOAD, VENDOR_CLASS, END = 0, 52, 60, 255
OVERLOADS_FILE, OVERLOADS_SERVER = 1, 2


def _has_swapped_seconds(h: Any) -> bool:
    """Some clients send the number in little-endian order: large, with an empty low byte."""
    return (h.seconds > 255) & (h.seconds % 256 == 0)  # type: ignore[no-any-return]


def _has_plain_seconds(h: Any) -> bool:
    return (h.seconds <= 255) | (h.seconds % 256 != 0)  # type: ignore[no-any-return]


class DHCPHeader(Header):
    """RFC 2131 §2, up to the addresses."""

    operation = u8(
        "dhcp.type",
        "Message type",
        values={1: "Boot Request", 2: "Boot Reply"},
        explain="1 from a client, 2 from a server; what it is about is said by option 53 (RFC 2131 §2).",
    )
    hardware_type = u8("dhcp.hw.type", "Hardware type", values=HARDWARE_TYPES, hex_digits=2)
    hardware_length = u8("dhcp.hw.len", "Hardware address length")
    hops = u8("dhcp.hops", "Hops", explain="Relays on the way (RFC 2131 §2).")
    transaction = u32("dhcp.id", "Transaction ID", hex_digits=8, explain="Chosen by the client; answers repeat it.")
    seconds = only(u16("dhcp.secs", "Seconds elapsed", explain="Since the client began to ask."), _has_plain_seconds)
    swapped_seconds = reading(
        u16("dhcp.secs", "Seconds elapsed", little_endian=True, explain="Sent in the wrong byte order."),
        seconds,
        _has_swapped_seconds,
    )
    flags = u16(
        "dhcp.flags",
        "Bootp flags",
        hex_digits=4,
        show=lambda value: f"0x{value:04x} ({'Broadcast' if value & 0x8000 else 'Unicast'})",
        parts=(
            flag(
                "dhcp.flags.bc",
                "Broadcast flag",
                values=("Unicast", "Broadcast"),
                explain="The client cannot yet be reached by its address: answer to all (RFC 2131 §4.1).",
            ),
            bits(15, "dhcp.flags.reserved", "Reserved flags", hex_digits=4),
        ),
    )
    client = ipv4("dhcp.ip.client", "Client IP address", explain="The address the client has and uses (ciaddr).")
    yours = ipv4("dhcp.ip.your", "Your (client) IP address", explain="The address the server gives (yiaddr).")
    server = ipv4("dhcp.ip.server", "Next server IP address", explain="Where to boot from (siaddr).")
    relay = ipv4("dhcp.ip.relay", "Relay agent IP address", explain="Who passed it on from another network (giaddr).")


HARDWARE = octets("dhcp.hw.addr", "Client hardware address", length=HARDWARE_SIZE)
HARDWARE_PADDING = octets("dhcp.hw.addr_padding", "Client hardware address padding")
NO_ADDRESS = group("dhcp.client_address_not_given", "Client address not given")
SERVER = string("dhcp.server", "Server host name")
FILE = string("dhcp.file", "Boot file name")
SERVER_OVERLOADED = group("dhcp.server_name_overloaded_by_dhcp", "Server host name holds options")
FILE_OVERLOADED = group("dhcp.boot_filename_overloaded_by_dhcp", "Boot file name holds options")
SWAPPED = group("dhcp.secs_le", "Seconds in the wrong byte order")
IS_BOOTP: FieldSpec[int] = FieldSpec("dhcp.bootp", "BOOTP", BOOLEAN, hidden=True)
COOKIE = ipv4("dhcp.cookie", "Magic cookie", explain="99.130.83.99 says that options follow (RFC 2132 §2).")
VENDOR_AREA = octets("", "Vendor area")
OPTION = u8("dhcp.option.type", "Option")
OPTION_LENGTH = u8("dhcp.option.length", "Length", unit="bytes")
HIDDEN_VALUE = octets("dhcp.option.value", "Value", hidden=True)
OPTION_END = u8("dhcp.option.end", "Option end")
PADDING = octets("dhcp.option.padding", "Padding")
NO_END = group("dhcp.end_option_missing", "No end option")
OVERLOADED = group("", "Options in another field")


def details(layer: Layer[DHCPHeader], cursor: Cursor) -> None:
    """Addresses and names of fixed size, then the options."""
    header = layer.header
    if _has_swapped_seconds(header):
        outer, cursor.fields = cursor.fields, layer.field(DHCPHeader.swapped_seconds).children
        cursor.notice(SWAPPED, "note", "Sent in little-endian order", layer.start + 8, layer.start + 10)
        cursor.fields = outer
    _read_hardware(cursor, header)
    names_start = cursor.position
    options_start = names_start + SERVER_SIZE + FILE_SIZE
    cursor.need(SERVER_SIZE)
    has_options = cursor.data[options_start : min(options_start + 4, cursor.stop)] == COOKIE_VALUE.to_bytes(4, "big")
    found = _scan(cursor.data, options_start + 4, cursor.stop) if has_options else {}
    overload = found.get(OVERLOAD, b"\0")[:1] or b"\0"
    _read_name(cursor, SERVER, SERVER_SIZE, SERVER_OVERLOADED if overload[0] & OVERLOADS_SERVER else None)
    _read_name(cursor, FILE, FILE_SIZE, FILE_OVERLOADED if overload[0] & OVERLOADS_FILE else None)
    if not has_options:
        cursor.add(IS_BOOTP, 1, cursor.position, cursor.position, generated=True)
        if cursor.remaining:
            cursor.take(VENDOR_AREA, cursor.remaining)
        return
    cursor.take(COOKIE, shown="DHCP")
    vendor_class = found.get(VENDOR_CLASS, b"").decode("utf-8", "replace")
    _read_options(cursor, vendor_class, names_start, is_main=True)


def _read_hardware(cursor: Cursor, header: DHCPHeader) -> None:
    size = header.hardware_length
    if not 0 < size <= HARDWARE_SIZE:
        message = "Client address not given"
        cursor.notice(NO_ADDRESS, "note", message, cursor.position, min(cursor.position + HARDWARE_SIZE, cursor.stop))
        cursor.skip(HARDWARE_SIZE)
        return
    start = cursor.position
    if header.hardware_type in (1, 6) and size == 6:
        cursor.take(MAC)
    else:
        cursor.take(HARDWARE)
        cursor.position = start + size
    if size < HARDWARE_SIZE:
        cursor.take(HARDWARE_PADDING, HARDWARE_SIZE - size)


def _read_name(cursor: Cursor, spec: FieldSpec[str], size: int, overloaded: FieldSpec[None] | None) -> None:
    if overloaded is not None:
        cursor.notice(overloaded, "note", f"{overloaded.label} (RFC 2132 §9.3)", cursor.position,
                      min(cursor.position + size, cursor.stop))  # fmt: skip
        cursor.skip(size)
        return
    raw = cursor.peek(size).split(b"\0")[0]
    cursor.take(spec, size, shown=printable(raw) if raw else "not given")


def _scan(data: bytes, position: int, stop: int) -> dict[int, bytes]:
    """The options' values, before they are read: some say how others are to be read."""
    found: dict[int, bytes] = {}
    while position < stop and data[position] != END:
        if data[position] == PAD:
            position += 1
            continue
        if position + 2 > stop:
            break
        size = data[position + 1]
        found.setdefault(data[position], data[position + 2 : min(position + 2 + size, stop)])
        position += 2 + size
    return found


def _read_options(cursor: Cursor, vendor_class: str, names_start: int, *, is_main: bool) -> None:
    """Options up to the end option, and the padding behind it."""
    while cursor.remaining > 0:
        code = cursor.number(1)
        if code == PAD:
            _read_padding(cursor)
        elif code == END:
            with cursor.node(OPTION, "Option: (255) End") as node:
                node.value = 0
                cursor.take(OPTION_END)
            if is_main and cursor.remaining:
                cursor.take(PADDING, cursor.remaining)
            return
        else:
            value = _read_option(cursor, code, vendor_class)
            if is_main and code == OVERLOAD and value:
                _read_overloaded(cursor, vendor_class, names_start, value[0])
    if is_main:
        cursor.notice(NO_END, "error", "The end option is missing (RFC 2131 §4.1)", cursor.position, cursor.position)


def _read_padding(cursor: Cursor) -> None:
    """Zeros in a row."""
    start, stop = cursor.position, cursor.position
    while stop < cursor.stop and cursor.data[stop] == PAD:
        stop += 1
    size = max(stop - start, 1)
    with cursor.node(OPTION, f"Option: (0) Padding ({size} bytes)") as node:
        node.value = 0
        cursor.take(PADDING, size)


def _read_option(cursor: Cursor, code: int, vendor_class: str) -> bytes:
    """One option; its value's bytes."""
    with cursor.node(OPTION, f"Option: ({code}) {option_name(code)}") as node:
        node.value = code
        cursor.skip(1)
        size = cursor.take(OPTION_LENGTH)
        start = cursor.position
        value = cursor.peek(size)
        with cursor.limit(size):
            cursor.take(HIDDEN_VALUE, size)
            cursor.position = start
            first = len(cursor.fields)
            read_value(cursor, code, vendor_class)
            shown = [field.text for field in cursor.fields[first:] if field.text]
            if len(shown) == 1 and len(shown[0]) < 40:
                node.heading = f"{node.heading} ({shown[0]})"
    return value


def _read_overloaded(cursor: Cursor, vendor_class: str, names_start: int, overload: int) -> None:
    """Options that found no room stand where names would be (RFC 2132 §9.3)."""
    places = (
        (OVERLOADS_FILE, names_start + SERVER_SIZE, FILE_SIZE, "Boot file name"),
        (OVERLOADS_SERVER, names_start, SERVER_SIZE, "Server host name"),
    )
    for mask, start, size, name in reversed(places):
        if overload & mask:
            inner = Cursor(cursor.data, start, min(start + size, cursor.stop), cursor.fields, cursor.layer)
            with inner.node(OVERLOADED, f"{name}: options"):
                _read_options(inner, vendor_class, names_start, is_main=False)
