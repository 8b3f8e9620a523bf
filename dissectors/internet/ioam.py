"""In-situ OAM (RFC 9197, in IPv6 by RFC 9486): what every router on the way writes into the packet about itself."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import AnySpec, Field, FieldSpec, bits, flag, group, octets, u8, u16, u24, u32, u64, uint
from dissectors.header import Header
from dissectors.protocol import Layer

TYPES = {0: "Pre-allocated Trace", 1: "Incremental Trace", 2: "Proof of Transit", 3: "Edge to Edge"}
TRACES = (0, 1)

NAME = "ipv6.opt.ioam"
NODE = f"{NAME}.trace.node"

BIT_LABELS = (
    "Hop_Lim and Node ID (short)",
    "Ingress and Egress IDs (short)",
    "Timestamp seconds",
    "Timestamp fraction",
    "Transit delay",
    "IOAM-Namespace specific data (short)",
    "Queue depth",
    "Checksum complement",
    "Hop_Lim and Node ID (wide)",
    "Ingress and Egress IDs (wide)",
    "IOAM-Namespace specific data (wide)",
    "Buffer occupancy",
)


class Head(Header):
    """RFC 9486 §3."""

    reserved = u8(f"{NAME}.rsv", "Reserved")
    type = u8(f"{NAME}.opt_type", "Option-Type", values=TYPES)


class Trace(Header):
    """RFC 9197 §4.4.1."""

    namespace = u16(f"{NAME}.trace.ns", "Namespace ID")
    node_length = bits(5, f"{NAME}.trace.nodelen", "Node Length")
    flags = bits(
        4,
        f"{NAME}.trace.flags",
        "Flags",
        hex_digits=4,
        parts=(
            flag(f"{NAME}.trace.flag.o", "Overflow"),
            flag(f"{NAME}.trace.flag.l", "Loopback"),
            flag(f"{NAME}.trace.flag.a", "Active"),
            flag(f"{NAME}.trace.flag.rsv", "Reserved"),
        ),
    )
    left = bits(7, f"{NAME}.trace.remlen", "Remaining Length")
    type = u24(
        f"{NAME}.trace.type",
        "Trace Type",
        hex_digits=6,
        parts=(
            *(flag(f"{NAME}.trace.type.bit{number}", label) for number, label in enumerate(BIT_LABELS)),
            flag(f"{NAME}.trace.type.undef", "Undefined", bits=10),
            flag(f"{NAME}.trace.type.bit22", "Opaque State Snapshot"),
            flag(f"{NAME}.trace.type.rsv", "Reserved"),
        ),
    )
    reserved = u8(f"{NAME}.trace.rsv", "Reserved")


HOP_LIMIT = u8(f"{NODE}.hlim", "Hop Limit")
DATA: tuple[tuple[AnySpec, ...], ...] = (
    (HOP_LIMIT, u24(f"{NODE}.id", "ID", hex_digits=6)),
    (u16(f"{NODE}.iif", "Ingress ID", hex_digits=4), u16(f"{NODE}.eif", "Egress ID", hex_digits=4)),
    (u32(f"{NODE}.tss", "Timestamp Seconds", hex_digits=8),),
    (u32(f"{NODE}.tsf", "Timestamp Fraction", hex_digits=8),),
    (u32(f"{NODE}.trdelay", "Transit Delay", hex_digits=8),),
    (u32(f"{NODE}.nsdata", "Namespace Data (short)", hex_digits=8),),
    (u32(f"{NODE}.qdepth", "Queue Depth", hex_digits=8),),
    (u32(f"{NODE}.csum", "Checksum Complement", hex_digits=8),),
    (HOP_LIMIT, uint(56, f"{NODE}.id_wide", "ID", hex_digits=14)),
    (u32(f"{NODE}.iif_wide", "Ingress ID", hex_digits=8), u32(f"{NODE}.eif_wide", "Egress ID", hex_digits=8)),
    (u64(f"{NODE}.nsdata_wide", "Namespace Data (wide)", hex_digits=16),),
    (u32(f"{NODE}.bufoccup", "Buffer Occupancy", hex_digits=8),),
    *((u32(f"{NODE}.undefined", "Undefined bit", hex_digits=8),),) * 10,
)
"""What a node writes for each bit of the trace type, from the highest (RFC 9197 §4.4.2)."""

SNAPSHOT = 1 << 1


class Snapshot(Header):
    """RFC 9197 §4.4.2.13: the opaque state snapshot."""

    length = u8(f"{NODE}.oss.len", "Length")
    schema = u24(f"{NODE}.oss.scid", "Schema ID", hex_digits=6)


SNAPSHOT_DATA = octets(f"{NODE}.oss.data", "Data")
FREE_SPACE = octets(f"{NAME}.trace.free_space", "Free space")
TRACE_NODE: FieldSpec[None] = group("", "Node")


def read_ioam(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    """Read head, trace and what each node wrote; other types than traces have a head only."""
    if cursor.header(Head).type not in TRACES:
        return
    trace = cursor.header(Trace)
    size, free = trace.node_length * 4, trace.left * 4
    if not size or free > cursor.remaining:
        return
    if free:
        cursor.take(FREE_SPACE, free)
    number = 0
    while cursor.remaining >= size:
        number += 1
        start = cursor.position
        with cursor.node(TRACE_NODE, f"Node {number}"):
            for bit, specs in enumerate(DATA):
                if trace.type >> 23 - bit & 1:
                    for spec in specs:
                        cursor.take(spec)
            if cursor.position - start != size:
                return
            if trace.type & SNAPSHOT:
                cursor.take(SNAPSHOT_DATA, cursor.header(Snapshot).length * 4)
