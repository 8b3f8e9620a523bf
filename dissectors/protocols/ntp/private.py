"""Private mode 7, as ntpdc of the reference implementation spoke it; its client list was abused to flood others."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import bits, flag, ipv4, ipv6, octets, string, u8, u16, u32
from dissectors.header import Header

IMPLEMENTATIONS = {0: "Universal", 2: "XNTPD, old", 3: "XNTPD"}
REQUEST_NAMES = {0: "PEER_LIST", 1: "PEER_LIST_SUM", 2: "PEER_INFO", 3: "PEER_STATS", 4: "SYS_INFO", 5: "SYS_STATS",
                 20: "MON_GETLIST", 42: "MON_GETLIST_1"}  # fmt: skip
PEER_LIST, CLIENT_LIST = 0, 42


class PrivateHeader(Header):
    """Behind the first byte."""

    sequence = u8(
        "ntp.priv.auth_seq",
        "Authentication, sequence",
        parts=(bits(1, "ntp.priv.auth", "Authentication bit"), bits(7, "ntp.priv.seq", "Sequence number")),
    )
    implementation = u8("ntp.priv.impl", "Implementation", values=IMPLEMENTATIONS)
    request = u8("ntp.priv.reqcode", "Request code", values=REQUEST_NAMES)


class ItemCounts(Header):
    """How many items of which size follow, each with four bits before it."""

    error = bits(4, "ntp.priv.err", "Error", hex_digits=2)
    count = bits(12, "ntp.priv.numitems", "Number of items")
    reserved = bits(4, "ntp.priv.reserved", "Reserved", hex_digits=2)
    item_size = bits(12, "ntp.priv.itemsize", "Size of item")


class ClientItem(Header):
    """One client of the server's list."""

    average = u32("ntp.priv.monlist.avgint", "Average interval")
    last = u32("ntp.priv.monlist.lsint", "Last interval")
    restrictions = u32("ntp.priv.monlist.restr", "Restrictions", hex_digits=8)
    count = u32("ntp.priv.monlist.count", "Count")
    remote = ipv4("ntp.priv.monlist.remote_address", "Remote address")
    local = ipv4("ntp.priv.monlist.local_address", "Local address")
    flags = u32("ntp.priv.monlist.flags", "Flags", hex_digits=8)
    port = u16("ntp.priv.monlist.port", "Port")
    mode = u8("ntp.priv.monlist.mode", "Mode")
    version = u8("ntp.priv.monlist.version", "Version")
    is_ipv6 = u32("ntp.priv.monlist.ipv6", "IPv6", hex_digits=8)
    unused_bytes = u32("ntp.priv.monlist.unused", "Unused", hex_digits=8)


class PeerItem(Header):
    """One peer of the server's list."""

    address = ipv4("ntp.priv.mode7.address", "Address")
    port = u16("ntp.priv.mode7.port", "Port")
    mode = u8("ntp.priv.mode7.hmode", "Host mode")
    flags = u8(
        "ntp.priv.mode7.peer.flags",
        "Flags",
        hex_digits=2,
        parts=(
            flag("ntp.priv.mode7.peer.flags.shortlist", "Short list"),
            flag("ntp.priv.mode7.peer.flags.sel_candidate", "Selection candidate"),
            flag("ntp.priv.mode7.peer.flags.authenable", "Authentication enabled"),
            flag("ntp.priv.mode7.peer.flags.prefer", "Preferred"),
            flag("ntp.priv.mode7.peer.flags.refclock", "Reference clock"),
            flag("ntp.priv.mode7.peer.flags.burst", "Burst"),
            flag("ntp.priv.mode7.peer.flags.syspeer", "System peer"),
            flag("ntp.priv.mode7.peer.flags.config", "Configured"),
        ),
    )
    is_ipv6 = u32("ntp.priv.mode7.ipv6_flag", "IPv6")
    unused_bytes = octets("ntp.priv.mode7.unused", "Unused", length=4)
    address6 = ipv6("ntp.priv.mode7.address6", "IPv6 address")


REMOTE6 = ipv6("ntp.priv.monlist.addr6", "IPv6 remote address")
LOCAL6 = ipv6("ntp.priv.monlist.daddr6", "IPv6 local address")
ITEM = string("ntp.priv.mode7.item", "Item")
OPAQUE = octets("", "Data")


def read_private(cursor: Cursor) -> None:
    """The fixed part, then items of a size that the packet tells."""
    code = cursor.header(PrivateHeader).request
    counts = cursor.header(ItemCounts)
    is_response = cursor.data[cursor.position - 8] & 0x80
    if not is_response or not counts.item_size:
        if cursor.remaining:
            cursor.take(OPAQUE, cursor.remaining)
        return
    for _ in range(counts.count):
        with cursor.node(ITEM) as node, cursor.limit(counts.item_size):
            node.value = "Monlist Item" if code == CLIENT_LIST else ""
            _read_item(cursor, code)


def _read_item(cursor: Cursor, code: int) -> None:
    if code == CLIENT_LIST and cursor.remaining >= ClientItem.size:
        client = cursor.header(ClientItem)
        if client.is_ipv6 and cursor.remaining >= 32:
            cursor.take(REMOTE6)
            cursor.take(LOCAL6)
    elif code == PEER_LIST and cursor.remaining >= PeerItem.size:
        cursor.header(PeerItem)
        cursor.fields[3].children.reverse()  # the lowest bit is named first
    if cursor.remaining > 0:
        cursor.take(OPAQUE, cursor.remaining)
