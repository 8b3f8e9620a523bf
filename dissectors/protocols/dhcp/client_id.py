"""Who a client is: client identifier (RFC 2132 §9.14, RFC 4361), machine identifier (RFC 4578) and host name."""

from __future__ import annotations

from uuid import UUID

from dissectors.cursor import Cursor
from dissectors.fields import STRING, FieldSpec, Kind, flag, mac, octets, string, u8, u16, u32
from dissectors.header import Header
from dissectors.names.dhcp import HARDWARE_TYPES
from dissectors.protocols.dhcp.values import labels
from dissectors.text import printable

HARDWARE = u8("dhcp.hw.type", "Hardware type", values=HARDWARE_TYPES, hex_digits=2)
MAC = mac("dhcp.hw.mac_addr", "Client MAC address", explain="By this address servers know a client (RFC 2131 §2).")
HARDWARE_ADDRESS = string("dhcp.client_hardware_address", "Client hardware address")
TYPE = u8("dhcp.client_id.type", "Type")
UNDEFINED = string("dhcp.client_id.undef", "Client identifier")
PLAIN = octets("dhcp.client_id", "Identifier")
IAID = string("dhcp.client_id.iaid", "IAID")
DUID_KINDS = {1: "Link-layer address and time", 2: "Enterprise number", 3: "Link-layer address", 4: "UUID"}
DUID_TYPE = u16("dhcp.client_id.duid_type", "DUID type", values=DUID_KINDS)
LLT_HARDWARE = u16("dhcp.client_id.duid_llt_hw_type", "Hardware type", values=HARDWARE_TYPES)
LL_HARDWARE = u16("dhcp.client_id.duid_ll_hw_type", "Hardware type", values=HARDWARE_TYPES)
TIME = u32("dhcp.client_id.time", "Time", explain="Seconds since 2000, when the identifier was made (RFC 8415 §11.2).")
LINK_ADDRESS = string("dhcp.client_id.link_layer_address", "Link-layer address")
ENTERPRISE = u32("dhcp.client_id.enterprise_num", "Enterprise number")
GUID = Kind("guid", bytes, lambda value: str(UUID(bytes_le=_sixteen(value))),
            lambda value: str(UUID(bytes_le=_sixteen(value))))  # fmt: skip
MACHINE: FieldSpec[bytes] = FieldSpec("dhcp.client_id.uuid", "Client identifier (UUID)", GUID, 128)
LINE_HARDWARE = 255


def _sixteen(value: object) -> bytes:
    return value if isinstance(value, bytes) and len(value) == 16 else bytes(16)


def _colons(raw: bytes) -> str:
    return raw.hex(":")


def _take_shown(cursor: Cursor, spec: FieldSpec[str], value: str, size: int) -> None:
    cursor.need(size)
    cursor.add(spec, value, cursor.position, cursor.position + size)
    cursor.skip(size)


def read_client_id(cursor: Cursor) -> None:
    """A hardware address, a UUID, a DUID or whatever else the client calls itself."""
    size = cursor.remaining
    kind = cursor.number(1) if size else 0
    if size == 7 and 0 < kind < 48:
        cursor.take(HARDWARE)
        if kind in (1, 6):
            cursor.take(MAC)
        else:
            _take_shown(cursor, HARDWARE_ADDRESS, cursor.peek(6).hex(), 6)
    elif size == 17 and kind == 0:
        cursor.skip(1)
        cursor.take(MACHINE)
    elif kind == LINE_HARDWARE and size > 6:
        cursor.skip(1)
        _take_shown(cursor, IAID, cursor.peek(4).hex(), 4)
        _read_duid(cursor)
    elif kind == 0 and size > 1:
        cursor.take(TYPE)
        raw = cursor.peek(cursor.remaining)
        cursor.take(UNDEFINED, cursor.remaining)
        cursor.fields[-1].shown = printable(raw)
    else:
        cursor.skip(size)


def _read_duid(cursor: Cursor) -> None:
    """RFC 8415 §11."""
    kind = cursor.take(DUID_TYPE)
    if kind == 1:
        cursor.take(LLT_HARDWARE)
        cursor.take(TIME)
    elif kind == 3:
        cursor.take(LL_HARDWARE)
    elif kind == 2:
        cursor.take(ENTERPRISE)
        if cursor.remaining:
            cursor.take(PLAIN, cursor.remaining)
        return
    if kind in (1, 3) and cursor.remaining:
        _take_shown(cursor, LINK_ADDRESS, _colons(cursor.peek(cursor.remaining)), cursor.remaining)
    cursor.skip(cursor.remaining)


def read_machine_id(cursor: Cursor) -> None:
    """RFC 4578 §2.3: a type, 0, then a UUID."""
    cursor.skip(1)
    if cursor.remaining >= 16:
        cursor.take(MACHINE)


class NameFlags(Header):
    """RFC 4702 §2.1."""

    flags = u8(
        "dhcp.fqdn.flags",
        "Flags",
        hex_digits=2,
        parts=(
            FieldSpec("dhcp.fqdn.mbz", "Reserved flags", HARDWARE.kind, 4, hex_digits=2),
            flag("dhcp.fqdn.n", "Server DDNS", values=("Some server updates", "No server updates")),
            flag("dhcp.fqdn.e", "Encoding", values=("ASCII encoding", "Binary encoding")),
            flag("dhcp.fqdn.o", "Server overrides", values=("No override", "Override")),
            flag("dhcp.fqdn.s", "Server", values=("Client", "Server")),
        ),
    )
    forward_code = u8("dhcp.fqdn.rcode1", "A result")
    reverse_code = u8("dhcp.fqdn.rcode2", "PTR result")


NAME: FieldSpec[str] = FieldSpec("dhcp.fqdn.name", "Client name", STRING, explain="How the client wants to be called.")


def read_name(cursor: Cursor) -> None:
    """RFC 4702: the client's name, and who enters it into DNS."""
    flags = cursor.header(NameFlags).flags
    if not cursor.remaining:
        return
    start = cursor.position
    if flags & 0x04:
        value = labels(cursor, start)
        cursor.add(NAME, value, start, cursor.stop)
        cursor.position = cursor.stop
    else:
        raw = cursor.peek(cursor.remaining)
        cursor.take(NAME, cursor.remaining)
        cursor.fields[-1].shown = printable(raw.split(b"\0")[0])
