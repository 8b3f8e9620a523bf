"""IEEE 802.2 LLC, and SNAP behind it (RFC 1042): what an 802.3 frame carries."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, bits, flag, u8, u16, u24
from dissectors.header import Header, choose
from dissectors.link.llc_control import UNNUMBERED, control_name, control_of, is_unnumbered, take_control
from dissectors.names.ethertypes import ETHERTYPES, IPV4
from dissectors.names.service_access_points import SERVICE_ACCESS_POINTS
from dissectors.protocol import NOTHING, Layer, Protocol
from dissectors.protocols.ethernet import first_word

SNAP = 0xAA
TCP_IP = 0x06
ETHERTYPE_FOLLOWS, CISCO, CISCO_ETHERTYPE, BRIDGED, APPLETALK = 0x000000, 0x00000C, 0x0000F8, 0x0080C2, 0x080007
BRIDGED_ETHERNET = (0x0001, 0x0007)
BRIDGE_PADDING = 2
XID, BASIC_FORMAT = 0xAF, 0x81

ORGANIZATIONS = {
    ETHERTYPE_FOLLOWS: "an ethertype follows",
    CISCO: "Cisco",
    CISCO_ETHERTYPE: "Cisco, an ethertype follows",
    BRIDGED: "IEEE 802.1",
    APPLETALK: "Apple",
}
XID_TYPES = {1: "Type 1 LLC (Class I LLC)", 2: "Type 2 LLC", 3: "Type 1 and Type 2 LLCs (Class II LLC)"}


def sap_parts(side: str, low: FieldSpec[int]) -> tuple[FieldSpec[int], ...]:
    """The address's upper seven bits, and what the lowest says."""
    names = {number >> 1: name for number, name in SERVICE_ACCESS_POINTS.items() if not number & 1}
    return (bits(7, f"llc.{side}.sap", "SAP", show=lambda sap: names.get(sap, "Unknown")), low)


class LLCHeader(Header):
    """IEEE 802.2 §3.2: the addresses; the control field behind them has one byte or two."""

    dsap = u8(
        "llc.dsap",
        "DSAP",
        values=SERVICE_ACCESS_POINTS,
        hex_digits=2,
        parts=sap_parts("dsap", flag("llc.dsap.ig", "IG bit", values=("Individual", "Group"))),
        explain="Which protocol of the receiver is meant: 0xaa is SNAP, 0x42 spanning tree (IEEE 802.2 §3.3.1).",
    )
    ssap = u8(
        "llc.ssap",
        "SSAP",
        values=SERVICE_ACCESS_POINTS,
        hex_digits=2,
        parts=sap_parts("ssap", flag("llc.ssap.cr", "CR bit", values=("Command", "Response"))),
        explain="Which protocol of the sender speaks, and whether this is a command or a response (IEEE 802.2 §3.3.1).",
    )


OUI = u24(
    "llc.oui",
    "Organization code",
    show=lambda oui: f"{oui >> 16:02x}:{oui >> 8 & 255:02x}:{oui & 255:02x} ({ORGANIZATIONS.get(oui, 'Unknown')})",
    explain="0 means that an ethertype follows, else the organization whose own number follows (RFC 1042).",
)
TYPE = u16("llc.type", "Type", values=ETHERTYPES, hex_digits=4, explain="What is carried, as Ethernet II would say.")
CISCO_PID = u16(
    "llc.cisco_pid",
    "Protocol id",
    values={0x010B: "PVSTP+", 0x010C: "VLAN bridge", 0x0111: "UDLD", 0x2000: "CDP", 0x2003: "VTP", 0x2004: "DTP"},
    hex_digits=4,
)
IANA_PID = u16("llc.iana_pid", "Protocol id", hex_digits=4)
PID = u16("llc.pid", "Protocol id", hex_digits=4)
NUMBERS = {ETHERTYPE_FOLLOWS: TYPE, CISCO_ETHERTYPE: TYPE, APPLETALK: TYPE, CISCO: CISCO_PID, 0x00005E: IANA_PID}
"""Which field the last two bytes of SNAP are, by organization."""

XID_FORMAT = u8("basicxid.llc.xid.format", "XID format", values={BASIC_FORMAT: "LLC basic format"}, hex_digits=2)
XID_CLASSES = u8("basicxid.llc.xid.types", "LLC types and classes", values=XID_TYPES, hex_digits=2)
XID_WINDOW = u8("basicxid.llc.xid.wsize", "Receive window size")


def is_snap(header: LLCHeader) -> bool:
    return (header.dsap == SNAP) & (header.ssap == SNAP)


def is_basic_xid(header: LLCHeader) -> bool:
    return ((control_of(header) & 0xEF) == XID) & (header.peek(3) == BASIC_FORMAT) & (header.dsap != SNAP)


def snap_start(header: LLCHeader) -> int:
    """Offset behind the control field."""
    return choose(is_unnumbered(header), 3, 4)


def organization(header: LLCHeader) -> int:
    start = snap_start(header)
    return header.peek(start) * 65536 + header.peek(start + 1) * 256 + header.peek(start + 2)


def snap_number(header: LLCHeader) -> int:
    return first_word(header, snap_start(header) + 3)


def is_bridged_ethernet(header: LLCHeader) -> bool:
    number = snap_number(header)
    return (
        is_snap(header)
        & (organization(header) == BRIDGED)
        & ((number == BRIDGED_ETHERNET[0]) | (number == BRIDGED_ETHERNET[1]))
    )


def header_length(header: LLCHeader) -> int:
    padding = choose(is_bridged_ethernet(header), BRIDGE_PADDING, 0)
    return snap_start(header) + choose(is_snap(header), 5, choose(is_basic_xid(header), 3, 0)) + padding


def following(header: LLCHeader) -> tuple[tuple[str, int], ...]:
    control, number = control_of(header), snap_number(header)
    informs = (control % 2 == 0) | (control == UNNUMBERED)
    snap, oui = is_snap(header) & informs, organization(header)
    ethertype = snap & ((oui == ETHERTYPE_FOLLOWS) | (oui == CISCO_ETHERTYPE))
    plain = informs & (is_snap(header) == 0)
    return (
        ("ethertype", choose(ethertype, number, choose(plain & (header.dsap == TCP_IP), IPV4, NOTHING))),
        ("llc.cisco_pid", choose(snap & (oui == CISCO), number, NOTHING)),
        ("llc.bridged", choose(is_bridged_ethernet(header) & snap, 0, NOTHING)),
        ("llc.dsap", choose(plain, header.dsap, NOTHING)),
    )


def details(layer: Layer[LLCHeader], cursor: Cursor) -> None:
    header = layer.header
    control = take_control(cursor, header.ssap & 1)
    if is_snap(header):
        oui = cursor.take(OUI)
        # Other than information frames carry no numbered protocol, so that only the organization is shown.
        if control % 2 == 0 or control == UNNUMBERED:
            cursor.take(NUMBERS.get(oui, PID))
        else:
            cursor.skip(2)
        if is_bridged_ethernet(header):
            cursor.skip(BRIDGE_PADDING)
    elif is_basic_xid(header):
        for spec in (XID_FORMAT, XID_CLASSES, XID_WINDOW):
            cursor.take(spec)


def info(layer: Layer[LLCHeader]) -> str:
    header = layer.header
    name = control_name(control_of(header), header.ssap & 1)
    if is_snap(header):
        oui = organization(header)
        return f"{name}; SNAP, OUI 0x{oui:06X} ({ORGANIZATIONS.get(oui, 'Unknown')}), PID 0x{snap_number(header):04X}"
    dsap, ssap = (SERVICE_ACCESS_POINTS.get(sap & 0xFE, f"0x{sap & 0xFE:02x}") for sap in (header.dsap, header.ssap))
    return (
        f"{name}; DSAP {dsap} {'Group' if header.dsap & 1 else 'Individual'}, "
        f"SSAP {ssap} {'Response' if header.ssap & 1 else 'Command'}"
    )


LLC = Protocol(
    name="llc",
    title="Logical-Link Control",
    short="LLC",
    references=("IEEE 802.2", "RFC 1042"),
    limitations=("of the organizations' own protocol numbers only Cisco's and IANA's have names",),
    explain="Says what an 802.3 frame carries, which has a length in place of a type.",
    header=LLCHeader,
    rides_on=(("eth.length", 0), ("sll.ltype", 4)),
    header_length=header_length,
    next=following,
    details=details,
    info=info,
)

PROTOCOLS = (LLC,)
