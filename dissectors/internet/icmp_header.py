"""The header of ICMP (RFC 792) and the fixed bodies of its messages, declared for `protocols.icmp`."""

from __future__ import annotations

from typing import Any

from dissectors.fields import FieldSpec, bits, flag, ipv4, octets, reading, u8, u16, u32, unused
from dissectors.header import Header
from dissectors.names.icmp_types import TYPES

SIZE = 8
ECHO_REPLY, UNREACHABLE, QUENCH, REDIRECT, ECHO, ADVERTISEMENT, EXCEEDED, PROBLEM = 0, 3, 4, 5, 8, 9, 11, 12
FRAGMENTATION_NEEDED = 4
OLD_EXTENSIONS = 128
"""Where extensions begin behind a packet that is quoted without a length (RFC 4884 §5.5)."""


def is_asked(h: Any) -> Any:
    """Echo, timestamp, information and address mask messages have an identifier and a number."""
    return (h.type == ECHO_REPLY) | (h.type == ECHO) | ((h.type >= 13) & (h.type <= 18))


def is_extended_echo(h: Any) -> Any:
    return (h.type == 42) | (h.type == 43)


def has_length(h: Any) -> Any:
    """RFC 4884 §4: the quoted packet's length, in words."""
    return ((h.type == UNREACHABLE) | (h.type == EXCEEDED) | (h.type == PROBLEM)) & (h.second > 0)


def tells_mtu(h: Any) -> Any:
    return (h.type == UNREACHABLE) & (h.code == FRAGMENTATION_NEEDED)


def is_quoting(h: Any) -> Any:
    return ((h.type >= UNREACHABLE) & (h.type <= REDIRECT)) | (h.type == EXCEEDED) | (h.type == PROBLEM)


def _unused(length: int) -> FieldSpec[bytes]:
    return octets("icmp.unused", "Unused", length=length, explain="Sent as zeros, for nobody to read (RFC 792).")


class ICMPHeader(Header):
    """RFC 792; what the second four bytes are depends on the type."""

    type = u8(
        "icmp.type",
        "Type",
        show=lambda value: f"{value} ({TYPES.get(value, 'Unknown ICMP (obsolete or malformed?)')})",
        explain="What the message is about: 8 and 0 are ping and its answer, 3 an unreachable destination, 11 a "
        "packet that passed too many routers (RFC 792).",
    )
    code = u8("icmp.code", "Code", explain="Which case of the type this is (RFC 792).")
    checksum = u16(
        "icmp.checksum", "Checksum", hex_digits=4, explain="Over the whole ICMP message, without any address (RFC 792)."
    )
    first = unused(8)
    second = unused(8)
    third = unused(8)
    fourth = unused(8)
    identifier = reading(
        u16(
            "icmp.ident",
            "Identifier (BE)",
            show=lambda value: f"{value} (0x{value:04x})",
            explain="Tells one ping from another on the same machine; answers repeat it (RFC 792).",
        ),
        first,
        lambda h: is_asked(h) | is_extended_echo(h),
    )
    identifier_le = reading(
        u16(
            "icmp.ident_le",
            "Identifier (LE)",
            show=lambda value: f"{value} (0x{value:04x})",
            little_endian=True,
            explain="The identifier in the other byte order, in which some systems write it.",
        ),
        first,
        lambda h: is_asked(h) | is_extended_echo(h),
    )
    sequence = reading(
        u16(
            "icmp.seq",
            "Sequence Number (BE)",
            show=lambda value: f"{value} (0x{value:04x})",
            explain="Counts the requests of one ping; the answer repeats it (RFC 792).",
        ),
        third,
        is_asked,
    )
    sequence_le = reading(
        u16(
            "icmp.seq_le",
            "Sequence Number (LE)",
            show=lambda value: f"{value} (0x{value:04x})",
            little_endian=True,
            explain="The number in the other byte order, in which some systems write it.",
        ),
        third,
        is_asked,
    )
    unused_before_length = reading(
        _unused(1),
        first,
        lambda h: has_length(h) & (h.type != PROBLEM),
    )
    unused_before_mtu = reading(
        _unused(2),
        first,
        lambda h: tells_mtu(h) & (h.second == 0),
    )
    unused_whole = reading(
        _unused(4),
        first,
        lambda h: (
            (h.second == 0) & ((h.type == EXCEEDED) | ((h.type == UNREACHABLE) & (h.code != FRAGMENTATION_NEEDED)))
        ),
    )
    pointer = reading(
        u8("icmp.pointer", "Pointer", explain="Which byte of the quoted header is wrong (RFC 792)."),
        first,
        lambda h: h.type == PROBLEM,
    )
    length = reading(
        u8(
            "icmp.length",
            "Length",
            show=lambda words: f"{words} ({words * 4} bytes)",
            explain="How much of the packet is quoted, in words of 4 bytes; extensions follow behind (RFC 4884 §4).",
        ),
        second,
        has_length,
    )
    unused_behind_pointer = reading(
        _unused(3),
        second,
        lambda h: (h.type == PROBLEM) & (h.second == 0),
    )
    mtu = reading(
        u16(
            "icmp.mtu",
            "MTU of next hop",
            explain="The largest packet that the router can pass on; the sender makes its packets smaller "
            "(RFC 1191 §4).",
        ),
        third,
        tells_mtu,
    )
    unused_behind_length = reading(
        _unused(2),
        third,
        lambda h: has_length(h) & ((h.type != UNREACHABLE) | (h.code != FRAGMENTATION_NEEDED)),
    )
    gateway = reading(
        ipv4(
            "icmp.redir_gw",
            "Gateway Address",
            explain="The router that the sender should use for this destination (RFC 792, Redirect).",
        ),
        first,
        lambda h: h.type == REDIRECT,
    )
    addresses = reading(u8("icmp.num_addrs", "Number of addresses"), first, lambda h: h.type == ADVERTISEMENT)
    entry_size = reading(u8("icmp.addr_entry_size", "Address entry size"), second, lambda h: h.type == ADVERTISEMENT)
    lifetime = reading(u16("icmp.lifetime", "Lifetime", unit="seconds"), third, lambda h: h.type == ADVERTISEMENT)
    echo_sequence = reading(
        u8("icmp.ext.echo.seq", "Sequence Number", explain="Counts the requests; the answer repeats it (RFC 8335 §2)."),
        third,
        is_extended_echo,
    )


STATES = {0: "Reserved", 1: "Incomplete", 2: "Reachable", 3: "Stale", 4: "Delay", 5: "Probe", 6: "Failed"}
"""Of the neighbor that an extended echo asks about (RFC 8335 §3)."""


def probe_request(protocol: str) -> tuple[FieldSpec[int], FieldSpec[int]]:
    """The bits of an extended echo request, under ICMP's or ICMPv6's name."""
    return (
        bits(7, f"{protocol}.ext.echo.req.res", "Reserved", hex_digits=2),
        flag(
            f"{protocol}.ext.echo.req.local",
            "Local bit",
            explain="Whether the interface that is asked about belongs to the machine that is asked (RFC 8335 §2).",
        ),
    )


def probe_reply(protocol: str) -> tuple[FieldSpec[int], ...]:
    """The bits of an extended echo reply, under ICMP's or ICMPv6's name."""
    return (
        bits(3, f"{protocol}.ext.echo.rsp.state", "State", values=STATES),
        bits(2, f"{protocol}.ext.echo.rsp.res", "Reserved", hex_digits=2),
        flag(f"{protocol}.ext.echo.rsp.active", "Active bit", explain="The interface is up (RFC 8335 §3)."),
        flag(f"{protocol}.ext.echo.rsp.ipv4", "IPv4 bit", explain="IPv4 runs on the interface (RFC 8335 §3)."),
        flag(f"{protocol}.ext.echo.rsp.ipv6", "IPv6 bit", explain="IPv6 runs on the interface (RFC 8335 §3)."),
    )


class ExtendedRequest(Header):
    """RFC 8335 §2: the last of the first eight bytes."""

    reserved, local = probe_request("icmp")


class ExtendedReply(Header):
    """RFC 8335 §3: the last of the first eight bytes."""

    state, reserved, active, ipv4, ipv6 = probe_reply("icmp")


def _clock(milliseconds: int) -> str:
    """RFC 792: with the highest bit set it is not the time since midnight UTC."""
    if milliseconds >> 31 or milliseconds >= 86_400_000:
        return f"{milliseconds} (not the time since midnight UTC)"
    seconds, rest = divmod(milliseconds, 1000)
    return f"{milliseconds} ({seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d} UTC)"


class Timestamps(Header):
    """RFC 792, "Timestamp or Timestamp Reply Message"."""

    originate = u32("icmp.originate_timestamp", "Originate Timestamp", show=_clock)
    receive = u32("icmp.receive_timestamp", "Receive Timestamp", show=_clock)
    transmit = u32("icmp.transmit_timestamp", "Transmit Timestamp", show=_clock)


class AddressMask(Header):
    """RFC 950, appendix I."""

    mask = ipv4("icmp.address_mask", "Address Mask")


def has_payload(h: Any) -> Any:
    return is_quoting(h) | (h.type == ECHO) | (h.type == ECHO_REPLY)
