"""What each IPv6 option holds (IANA "Destination Options and Hop-by-Hop Options")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import Field, bits, flag, group, ipv6, octets, string, u8, u16, u32
from dissectors.header import Header
from dissectors.internet.ioam import read_ioam
from dissectors.internet.quick_start import IPV6_QUICK_START
from dissectors.protocol import Layer

Read = Callable[[Cursor, Field, Layer[Any]], None]
"""Reads an option's content behind type and length; the cursor ends with the option."""

NAMES = {
    0x00: "Pad1",
    0x01: "PadN",
    0x04: "Tunnel Encapsulation Limit",
    0x05: "Router Alert",
    0x07: "CALIPSO",
    0x08: "SMF_DPD",
    0x0F: "Performance and Diagnostic Metrics",
    0x26: "Quick-Start",
    0x30: "Path MTU Option",
    0x31: "IOAM Option",
    0x41: "Tunnel Payload Forwarding (TPF) Information",
    0x63: "RPL Option",
    0x6D: "MPL Option",
    0x8A: "Endpoint Identification",
    0x8B: "ILNP Nonce",
    0x8C: "Line-Identification Option",
    0xC2: "Jumbo Payload",
    0xC9: "Home Address",
    0xEE: "IP_DFF",
    **{number: f"Experimental (0x{number:02X})" for number in range(0x1E, 0x100, 0x20)},
}


class TunnelLimit(Header):
    """RFC 2473 §4.1.1."""

    limit = u8("ipv6.opt.tel", "Tunnel Encapsulation Limit")


class RouterAlert(Header):
    """RFC 2711 §2.1."""

    alert = u16(
        "ipv6.opt.router_alert",
        "Router Alert",
        values={0: "MLD", 1: "RSVP", 2: "Active Network"},
        explain="Asks every router on the way to look into the packet, though it is not addressed to it (RFC 2711).",
    )


class Calipso(Header):
    """RFC 5570 §5.1."""

    domain = u32("ipv6.opt.calipso.doi", "CALIPSO Domain of Interpretation")
    length = u8("ipv6.opt.calipso.cmpt.length", "Compartment Length")
    level = u8("ipv6.opt.calipso.sens_level", "Sensitivity Level")
    checksum = u16("ipv6.opt.calipso.checksum", "Checksum", hex_digits=4)


class Metrics(Header):
    """RFC 8250 §3.2."""

    scale_received = u8("ipv6.opt.pdm.scale_dtlr", "Scale DTLR")
    scale_sent = u8("ipv6.opt.pdm.scale_dtls", "Scale DTLS")
    this = u16("ipv6.opt.pdm.psn_this_pkt", "PSN This Packet")
    last = u16("ipv6.opt.pdm.psn_last_recv", "PSN Last Received")
    received = u16("ipv6.opt.pdm.delta_last_recv", "Delta Time Last Received")
    sent = u16("ipv6.opt.pdm.delta_last_sent", "Delta Time Last Sent")


class PathMTU(Header):
    """RFC 9268 §5."""

    reported = u16("ipv6.opt.pmtu.min", "Minimum Reported PMTU")
    returned = bits(15, "ipv6.opt.pmtu.rtn", "Return Minimum PMTU", scale=2)
    wanted = flag("ipv6.opt.pmtu.r_flag", "Return Flag")


class Forwarding(Header):
    """The tunnel payload forwarding option."""

    information = u32("ipv6.opt.tpf_information", "TPF Information", hex_digits=8)


class RPL(Header):
    """RFC 6553 §3."""

    flags = u8(
        "ipv6.opt.rpl.flag",
        "Flag",
        hex_digits=2,
        parts=(
            flag("ipv6.opt.rpl.flag.o", "Down"),
            flag("ipv6.opt.rpl.flag.r", "Rank Error"),
            flag("ipv6.opt.rpl.flag.f", "Forwarding Error"),
            bits(5, "ipv6.opt.rpl.flag.rsv", "Reserved", hex_digits=2),
        ),
    )
    instance = u8("ipv6.opt.rpl.instance_id", "RPLInstanceID", hex_digits=2)
    rank = u16("ipv6.opt.rpl.sender_rank", "Sender Rank", hex_digits=4)


SEED_SIZES = (0, 2, 8, 16)
SEEDS = {0: "0", 1: "16-bit unsigned integer", 2: "64-bit unsigned integer", 3: "128-bit unsigned integer"}


class MPL(Header):
    """RFC 7731 §6.1."""

    flags = u8(
        "ipv6.opt.mpl.flag",
        "Flag",
        hex_digits=2,
        parts=(
            bits(2, "ipv6.opt.mpl.flag.s", "Seed ID Length", values=SEEDS),
            flag("ipv6.opt.mpl.flag.m", "Largest Sequence"),
            flag("ipv6.opt.mpl.flag.v", "Version"),
            bits(4, "ipv6.opt.mpl.flag.rsv", "Reserved", hex_digits=2),
        ),
    )
    sequence = u8("ipv6.opt.mpl.sequence", "Sequence", hex_digits=2)


class Jumbo(Header):
    """RFC 2675 §2."""

    length = u32(
        "ipv6.opt.jumbo",
        "Payload Length",
        explain="The real length of a packet of more than 65535 bytes (RFC 2675 §2).",
    )


class HomeAddress(Header):
    """RFC 6275 §6.3."""

    address = ipv6("ipv6.opt.mipv6.home_address", "MIPv6 Home Address")


class DepthFirst(Header):
    """RFC 6971 §11.1.1."""

    flags = u8(
        "ipv6.opt.dff.flags",
        "Flags",
        hex_digits=2,
        parts=(
            bits(2, "ipv6.opt.dff.flag.ver", "Version (VER)"),
            flag("ipv6.opt.dff.flag.dup", "Duplicate (DUP)"),
            flag("ipv6.opt.dff.flag.ret", "Return (RET)"),
            bits(4, "ipv6.opt.dff.flag.rsv", "Reserved", hex_digits=2),
        ),
    )
    sequence = u16("ipv6.opt.dff.sequence_number", "Sequence Number")


class DuplicateHead(Header):
    """RFC 6621 §6.1.1: identification mode."""

    hash = flag("ipv6.opt.smf_dpd.hash_bit", "H-bit")
    type = bits(3, "ipv6.opt.smf_dpd.tid_type", "TaggerID Type", values={0: "NULL", 1: "DEFAULT", 2: "IPv4", 3: "IPv6"})
    length = bits(4, "ipv6.opt.smf_dpd.tid_len", "TaggerID Length")


BITMAP = octets("ipv6.opt.calipso.cmpt_bitmap", "Compartment Bitmap")
SEED = octets("ipv6.opt.mpl.seed_id", "Seed ID")
NONCE = octets("ipv6.opt.ilnp_nonce", "ILNP Nonce")
LINE_LENGTH = u8("ipv6.opt.lio.length", "LineIDLen")
LINE = string("ipv6.opt.lio.line_id", "Line ID")
HASH_BIT = flag("ipv6.opt.smf_dpd.hash_bit", "H-bit", bits=8)
HASH = octets("ipv6.opt.smf_dpd.hav", "Hash Assist Value")
TAGGER = octets("ipv6.opt.smf_dpd.tagger_id", "TaggerID")
IDENTIFIER = octets("ipv6.opt.smf_dpd.ident", "Identifier")
TRUNCATED = group("ipv6.opt.jumbo.truncated", "Jumbo Payload option present and jumbo length < 65536")


def _fixed(kind: type[Header]) -> Read:
    def read(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
        cursor.header(kind)

    return read


def _calipso(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    cursor.take(BITMAP, cursor.header(Calipso).length * 4)


def _duplicates(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    """RFC 6621 §6.1: packets are told apart by a hash, or by an identifier of whoever tagged them."""
    if cursor.number(1) & 0x80:
        cursor.add(HASH_BIT, 1, cursor.position, cursor.position + 1)
        cursor.take(HASH, cursor.remaining)
        return
    head = cursor.header(DuplicateHead)
    if head.type:
        cursor.take(TAGGER, head.length + 1)
    if cursor.remaining:
        cursor.take(IDENTIFIER, cursor.remaining)


def _quick_start(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    below = layer.below
    hop_limit = below.header.hop_limit if below is not None and below.protocol.name == "ipv6" else 0
    IPV6_QUICK_START.read(cursor, node, hop_limit)


def _mpl(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    size = SEED_SIZES[cursor.header(MPL).flags >> 6]
    if size:
        cursor.take(SEED, size)


def _nonce(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    cursor.take(NONCE, cursor.remaining)


def _line(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    length = cursor.take(LINE_LENGTH)
    cursor.take(LINE, min(length, cursor.remaining))


def _jumbo(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    if cursor.header(Jumbo).length < 65536:
        cursor.notice(TRUNCATED, "warning", TRUNCATED.label, cursor.position - 4, cursor.position)


KINDS: dict[int, Read] = {
    0x04: _fixed(TunnelLimit),
    0x05: _fixed(RouterAlert),
    0x07: _calipso,
    0x08: _duplicates,
    0x0F: _fixed(Metrics),
    0x26: _quick_start,
    0x30: _fixed(PathMTU),
    0x31: read_ioam,
    0x41: _fixed(Forwarding),
    0x63: _fixed(RPL),
    0x6D: _mpl,
    0x8B: _nonce,
    0x8C: _line,
    0xC2: _jumbo,
    0xC9: _fixed(HomeAddress),
    0xEE: _fixed(DepthFirst),
}
