"""The fragment header of IPv6 (RFC 8200 §4.5): only the sender cuts packets, no router does."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import bits, flag, u8, u32
from dissectors.header import Header, choose
from dissectors.internet.extension_header import NO_NEXT_HEADER, follow, next_header
from dissectors.internet.fragment_fields import fragment_fields, whole_elsewhere
from dissectors.protocol import Layer, Protocol


class FragmentHeader(Header):
    """RFC 8200 §4.5."""

    next_header = next_header("ipv6.fraghdr.nxt", "Next header")
    reserved = u8("ipv6.fraghdr.reserved_octet", "Reserved octet", hex_digits=2)
    offset = bits(
        13,
        "ipv6.fraghdr.offset",
        "Offset",
        show=lambda units: f"{units} ({units * 8} bytes)",
        explain="Where in the whole packet this fragment belongs, in units of 8 bytes. Only the first fragment, 0, "
        "holds the transport header (RFC 8200 §4.5).",
    )
    reserved_bits = bits(2, "ipv6.fraghdr.reserved_bits", "Reserved bits")
    more = flag(
        "ipv6.fraghdr.more",
        "More Fragments",
        values=("No", "Yes"),
        explain="Set in all fragments of a packet but the last (RFC 8200 §4.5).",
    )
    identification = u32(
        "ipv6.fraghdr.ident",
        "Identification",
        hex_digits=8,
        explain="The same in all fragments of one packet, so that the receiver can put them together (RFC 8200 §4.5).",
    )


FRAGMENTS = fragment_fields("ipv6", "IPv6", whole_in="reassembled.in", has_bytes=False)


def details(layer: Layer[FragmentHeader], cursor: Cursor) -> None:
    carried = FRAGMENTS.tell(layer, cursor)
    if carried is not None:
        layer.next = follow(NO_NEXT_HEADER if carried < 0 else carried)


def info(layer: Layer[FragmentHeader]) -> str:
    header = layer.header
    more = "y" if header.more else "n"
    return (
        f"IPv6 fragment (off={header.offset * 8} more={more} ident=0x{header.identification:08x} "
        f"nxt={header.next_header}){whole_elsewhere(layer)}"
    )


FRAGMENT = Protocol(
    name="ipv6.fraghdr",
    title="Fragment Header for IPv6",
    short="IPv6",
    references=("RFC 8200 §4.5",),
    limitations=("fragments of a packet that is itself in fragments are not put together",),
    explain="One piece of a packet that was too large for the path; the receiver puts the pieces together "
    "(RFC 8200 §4.5).",
    header=FragmentHeader,
    rides_on=(("ip.proto", 44),),
    next=lambda h: follow(choose(h.offset > 0, NO_NEXT_HEADER, h.next_header)),
    details=details,
    info=info,
)

PROTOCOLS = (FRAGMENT,)
