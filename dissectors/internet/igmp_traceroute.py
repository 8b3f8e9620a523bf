"""Multicast traceroute inside of IGMP (draft-ietf-idmr-traceroute-ipm): which routers a group's packets pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import bits, group, ipv4, u8, u24, u32
from dissectors.header import Header
from dissectors.protocol import Layer

PROTOCOLS = {
    1: "DVMRP",
    2: "MOSPF",
    3: "PIM",
    4: "CBT",
    5: "PIM using special routing table",
    6: "PIM using a static route",
    7: "DVMRP using a static route",
    8: "PIM using MBGP (aka BGP4+) route",
    9: "CBT using special routing table",
    10: "CBT using a static route",
    11: "PIM using state created by Assert processing",
}
FORWARDING = {
    0x00: "NO_ERROR",
    0x01: "WRONG_IF",
    0x02: "PRUNE_SENT",
    0x03: "PRUNE_RCVD",
    0x04: "SCOPED",
    0x05: "NO_ROUTE",
    0x06: "WRONG_LAST_HOP",
    0x07: "NOT_FORWARDING",
    0x08: "REACHED_RP",
    0x09: "RPF_IF",
    0x0A: "NO_MULTICAST",
    0x0B: "INFO_HIDDEN",
    0x81: "NO_SPACE",
    0x82: "OLD_ROUTER",
    0x83: "ADMIN_PROHIB",
}


class Request(Header):
    """The part of the fixed header behind the checksum."""

    group = ipv4("igmp.maddr", "Multicast Address")
    source = ipv4("igmp.mtrace.saddr", "Source Address")
    receiver = ipv4("igmp.mtrace.raddr", "Receiver Address")
    response = ipv4("igmp.mtrace.rspaddr", "Response Address")
    ttl = u8("igmp.mtrace.resp_ttl", "Response TTL")
    query = u24("igmp.mtrace.q_id", "Query ID")


class Response(Header):
    """What one router adds."""

    arrival = u32("igmp.mtrace.q_arrival", "Query Arrival")
    incoming = ipv4("igmp.mtrace.q_inaddr", "In itf addr")
    outgoing = ipv4("igmp.mtrace.q_outaddr", "Out itf addr")
    previous = ipv4("igmp.mtrace.q_prevrtr", "Previous rtr addr")
    packets_in = u32("igmp.mtrace.q_inpkt", "In pkts")
    packets_out = u32("igmp.mtrace.q_outpkt", "Out pkts")
    total = u32("igmp.mtrace.q_total", "S,G pkt count")
    protocol = u8("igmp.mtrace.q_rtg_proto", "Rtg Protocol", values=PROTOCOLS)
    ttl = u8("igmp.mtrace.q_fwd_ttl", "FwdTTL")
    zero = bits(1, "igmp.mtrace.q_mbz", "MBZ", hex_digits=2)
    own = bits(1, "igmp.mtrace.q_s", "S", hex_digits=2)
    mask = bits(6, "igmp.mtrace.q_src_mask", "Src Mask", hex_digits=2)
    code = u8("igmp.mtrace.q_fwd_code", "Forwarding Code", values=FORWARDING, hex_digits=2)


HOPS = u8("igmp.mtrace.max_hops", "# hops")
BLOCK = group("", "Response data block")


def read_traceroute(layer: Layer[Any], cursor: Cursor, checksum: Callable[[Layer[Any], Cursor], None]) -> None:
    """Read query, request or response; `checksum` reads that field."""
    cursor.take(HOPS)
    checksum(layer, cursor)
    cursor.header(Request)
    while cursor.remaining >= Response.size:
        with cursor.node(BLOCK) as node:
            block = cursor.header(Response)
            incoming, outgoing = Response.incoming.text(block.incoming), Response.outgoing.text(block.outgoing)
            node.heading = f"{BLOCK.label}: {incoming} -> {outgoing}"
