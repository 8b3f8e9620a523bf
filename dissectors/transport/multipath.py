"""The Multipath TCP option (RFC 8684 §3; version 0: RFC 6824 §3): a subtype, and what it decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import (
    PROTOCOL,
    UNSIGNED,
    FieldSpec,
    bits,
    flag,
    generated,
    group,
    ipv4,
    ipv6,
    octets,
    reading,
    u8,
    u16,
    u32,
    u64,
    unused,
)
from dissectors.header import Header
from dissectors.names.tcp import MULTIPATH_SUBTYPES, RESET_REASONS
from dissectors.protocol import Layer
from dissectors.transport.tcp_options import Option

PREFIX = "tcp.options.mptcp"


def _subtype() -> FieldSpec[int]:
    return bits(4, f"{PREFIX}.subtype", "Subtype", values=MULTIPATH_SUBTYPES)


def _flags(*parts: FieldSpec[int]) -> FieldSpec[int]:
    return u8(f"{PREFIX}.flags", "Flags", hex_digits=2, parts=parts)


def _flags_at(subtype: FieldSpec[int], *parts: FieldSpec[int]) -> FieldSpec[int]:
    """The flags where Wireshark counts the whole byte that also holds the subtype."""
    return reading(_flags(*parts), subtype, lambda h: h.start >= 0)


def _bit(name: str, label: str, explain: str = "") -> FieldSpec[int]:
    return bits(1, f"{PREFIX}.{name}", label, explain=explain)


def _backup() -> FieldSpec[int]:
    return _bit("backup.flag", "Backup", "Use this subflow only while no other works (RFC 8684 §3.3.8).")


class Capable(Header):
    """RFC 8684 §3.1, version 1."""

    subtype = _subtype()
    version = bits(4, f"{PREFIX}.version", "Version")
    flags = _flags(
        _bit("checksumreq.flags", "Checksums required"),
        _bit("extensibility.flag", "Extensibility"),
        _bit("nomoresubflows.flag", "No more subflows to this address and port"),
        bits(4, f"{PREFIX}.reserved.flag", "Reserved", hex_digits=2),
        _bit("sha256.flag", "HMAC-SHA256"),
    )


class CapableVersion0(Header):
    """RFC 6824 §3.1."""

    subtype = _subtype()
    version = bits(4, f"{PREFIX}.version", "Version")
    flags = _flags(
        _bit("checksumreq.flags", "Checksums required"),
        _bit("extensibility.flag", "Extensibility"),
        bits(5, f"{PREFIX}.reserved.flag", "Reserved", hex_digits=2),
        _bit("sha1.flag", "HMAC-SHA1"),
    )


class Priority(Header):
    """The first byte of a join's SYN and SYN-ACK (RFC 8684 §3.2) and of a change of priority (§3.3.8)."""

    subtype = _subtype()
    rest = unused(4)
    flags = _flags_at(subtype, unused(7), _backup())


class Reserved(Header):
    """Twelve reserved bits: the third segment of a join (RFC 8684 §3.2), fast close (§3.5), fallback (§3.7)."""

    subtype = _subtype()
    reserved = bits(12, f"{PREFIX}.reserved", "Reserved", hex_digits=4)


class DataSequence(Header):
    """RFC 8684 §3.3."""

    subtype = _subtype()
    reserved = unused(4)
    flags = _flags(
        unused(3),
        _bit("datafin.flag", "DATA_FIN", "The end of the whole connection's data, over all subflows."),
        _bit("dseqn8.flag", "Data sequence number has 8 bytes"),
        _bit("dseqnpresent.flag", "Mapping present"),
        _bit("dataack8.flag", "Data acknowledgment has 8 bytes"),
        _bit("dataackpresent.flag", "Data acknowledgment present"),
    )


class AddAddress(Header):
    """RFC 8684 §3.4.1."""

    subtype = _subtype()
    reserved = unused(3)
    echo = _bit("echo", "Echo", "Set by the receiver of an address to confirm it.")


class AddAddressVersion0(Header):
    """RFC 6824 §3.4.1."""

    subtype = _subtype()
    ip_version = bits(4, f"{PREFIX}.ipver", "IP version")


class SubflowReset(Header):
    """RFC 8684 §3.6."""

    subtype = _subtype()
    rest = unused(4)
    flags = _flags_at(
        subtype,
        unused(4),
        flag(f"{PREFIX}.flag_U.flag", "Flag U"),
        flag(f"{PREFIX}.flag_V.flag", "Flag V"),
        flag(f"{PREFIX}.flag_W.flag", "Flag W"),
        flag(f"{PREFIX}.flag_T.flag", "Transient", explain="Trying again may help."),
    )
    reason = u8(f"{PREFIX}.rst_reason", "Reason", values=RESET_REASONS, hex_digits=2)


class Bare(Header):
    """The byte that every subtype begins with."""

    subtype = _subtype()
    rest = unused(4)


NODE: FieldSpec[None] = FieldSpec(
    "mptcp",
    "Multipath Transmission Control Protocol",
    PROTOCOL,
    explain="One connection over several paths, such as Wi-Fi and mobile, each of them a TCP connection (RFC 8684).",
)
ADDRESS_ID = u8(f"{PREFIX}.addrid", "Address ID")
SENDER_KEY = u64(f"{PREFIX}.sendkey", "Sender's key")
RECEIVER_KEY = u64(f"{PREFIX}.recvkey", "Receiver's key")
TOKEN = u32(f"{PREFIX}.recvtok", "Receiver's token", explain="Which connection to join: a hash of its receiver's key.")
RANDOM = u32(f"{PREFIX}.sendrand", "Sender's random number")
SHORT_HMAC = u64(f"{PREFIX}.sendtrunchmac", "Sender's truncated HMAC")
HMAC = octets(f"{PREFIX}.sendhmac", "Sender's HMAC")
ADDRESS_HMAC = u64(f"{PREFIX}.addaddrtrunchmac", "Truncated HMAC")
DATA_ACK = u32(f"{PREFIX}.rawdataack", "Data acknowledgment")
DATA_SEQUENCE = u32(f"{PREFIX}.rawdataseqno", "Data sequence number")
SUBFLOW_SEQUENCE = u32(f"{PREFIX}.subflowseqno", "Subflow sequence number")
DATA_LENGTH = u16(f"{PREFIX}.datalvllen", "Data-level length", unit="bytes")
CHECKSUM = u16(f"{PREFIX}.checksum", "Checksum", hex_digits=4)
INFINITE = group("mptcp.dss.infinite_mapping", "Infinite mapping")
IPV4_ADDRESS = ipv4(f"{PREFIX}.ipv4", "Address")
IPV6_ADDRESS = ipv6(f"{PREFIX}.ipv6", "Address")
PORT = u16(f"{PREFIX}.port", "Port")
REMOVED = generated(UNSIGNED, "mptcp.rm_addr.count", "Removed addresses")


def read_capable(cursor: Cursor) -> None:
    version = cursor.number(1) & 0x0F
    cursor.header(Capable if version else CapableVersion0)
    for spec in (SENDER_KEY, RECEIVER_KEY):
        if cursor.remaining >= 8:
            cursor.take(spec)
    if cursor.remaining >= 2:
        cursor.take(DATA_LENGTH)
    if cursor.remaining >= 2:
        cursor.take(CHECKSUM)


def read_join(cursor: Cursor) -> None:
    """The length tells the three segments of the handshake apart (RFC 8684 §3.2)."""
    if cursor.remaining >= 22:
        cursor.header(Reserved)
        cursor.take(HMAC, 20)
        return
    first = cursor.remaining < 14
    cursor.header(Priority)
    cursor.take(ADDRESS_ID)
    cursor.take(TOKEN if first else SHORT_HMAC)
    cursor.take(RANDOM)


def read_data_sequence(cursor: Cursor) -> None:
    start = cursor.position
    flags = cursor.header(DataSequence).flags
    if flags & 0x01:
        cursor.take(DATA_ACK, 8 if flags & 0x02 else 4)
    if flags & 0x04:
        cursor.take(DATA_SEQUENCE, 8 if flags & 0x08 else 4)
        cursor.take(SUBFLOW_SEQUENCE)
        length = cursor.take(DATA_LENGTH)
        if cursor.remaining >= 2:
            cursor.take(CHECKSUM)
        if not length:
            message = "Length 0: from here on the subflow is the connection, as plain TCP (RFC 8684 §3.3.1)"
            cursor.notice(INFINITE, "note", message, start, cursor.position)


def read_add_address(cursor: Cursor) -> None:
    """Its length decides about what is optional; version 0 tells by an IP version in place of flags."""
    version = cursor.number(1) & 0x0F
    is_version_0 = version in (4, 6)
    cursor.header(AddAddressVersion0 if is_version_0 else AddAddress)
    cursor.take(ADDRESS_ID)
    is_ipv4 = version == 4 if is_version_0 else cursor.remaining in (4, 6, 12, 14)
    if cursor.remaining >= (4 if is_ipv4 else 16):
        if is_ipv4:
            cursor.take(IPV4_ADDRESS)
        else:
            cursor.take(IPV6_ADDRESS)
        if cursor.remaining in (2, 10):
            cursor.take(PORT)
        if cursor.remaining == 8:
            cursor.take(ADDRESS_HMAC)


def read_remove_address(cursor: Cursor) -> None:
    start = cursor.position
    cursor.header(Bare)
    cursor.add(REMOVED, cursor.remaining, start, start + 1, generated=True)
    while cursor.remaining:
        cursor.take(ADDRESS_ID)


def read_priority(cursor: Cursor) -> None:
    cursor.header(Priority)
    if cursor.remaining:
        cursor.take(ADDRESS_ID)


def read_fallback(cursor: Cursor) -> None:
    cursor.header(Reserved)
    cursor.take(DATA_SEQUENCE, 8)


def read_fast_close(cursor: Cursor) -> None:
    cursor.header(Reserved)
    cursor.take(RECEIVER_KEY)


def read_reset(cursor: Cursor) -> None:
    cursor.header(SubflowReset)


def read_other(cursor: Cursor) -> None:
    cursor.header(Bare)


SUBTYPES: dict[int, Callable[[Cursor], None]] = {
    0: read_capable,
    1: read_join,
    2: read_data_sequence,
    3: read_add_address,
    4: read_remove_address,
    5: read_priority,
    6: read_fallback,
    7: read_fast_close,
    8: read_reset,
}


def read_multipath(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    layer.protocol_name = "MPTCP"
    subtype = cursor.number(1) >> 4
    SUBTYPES.get(subtype, read_other)(cursor)
    return MULTIPATH_SUBTYPES.get(subtype, f"Unknown ({subtype})"), ""


MULTIPATH = Option("MPTCP", NODE, read_multipath, at_least=3)
