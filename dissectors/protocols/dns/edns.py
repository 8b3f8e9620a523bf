"""The OPT record (EDNS, RFC 6891): no record at all, but flags and options that found no room in the header."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import bits, flag, group, ipv4, ipv6, octets, string, u8, u16
from dissectors.header import Header
from dissectors.names.dns import EDNS_OPTIONS, EXTENDED_ERRORS
from dissectors.protocols.dns.domain_name import Message
from dissectors.protocols.dns.layout import Layout, Piece, fixed, repeated, rest_text, take_text


class OptionsHeader(Header):
    """RFC 6891 §6.1.3: what class and TTL are in other records."""

    payload_size = u16(
        "dns.rr.udp_payload_size",
        "UDP payload size",
        explain="The largest datagram the sender takes; without EDNS it is 512 bytes (RFC 6891 §6.2.3).",
    )
    extended_rcode = u8(
        "dns.resp.ext_rcode",
        "Higher bits in extended reply code",
        hex_digits=2,
        explain="With the header's 4 bits a reply code of 12 bits (RFC 6891 §6.1.3).",
    )
    version = u8("dns.resp.edns0_version", "EDNS version", explain="0 is the only one (RFC 6891 §6.1.3).")
    flags = u16(
        "dns.resp.z",
        "Z",
        hex_digits=4,
        explain="Flags, of which only DO is in use (RFC 6891 §6.1.4).",
        parts=(
            flag(
                "dns.resp.z.do",
                "DO bit",
                values=("No DNSSEC records wanted", "DNSSEC records wanted"),
                explain="The sender wants signatures with the answer (RFC 3225).",
            ),
            bits(15, "dns.resp.z.reserved", "Reserved", hex_digits=4),
        ),
    )


class MulticastOptionsHeader(Header):
    """The same where the top bit of the class is the cache flush (RFC 6762 §10.2)."""

    flush = flag("dns.resp.cache_flush", "Cache flush")
    payload_size = bits(15, "dns.rr.udp_payload_size", "UDP payload size", hex_digits=4)
    extended_rcode = u8(
        "dns.resp.ext_rcode",
        "Higher bits in extended reply code",
        hex_digits=2,
        explain="With the header's 4 bits a reply code of 12 bits (RFC 6891 §6.1.3).",
    )
    version = u8("dns.resp.edns0_version", "EDNS version", explain="0 is the only one (RFC 6891 §6.1.3).")
    flags = u16(
        "dns.resp.z",
        "Z",
        hex_digits=4,
        explain="Flags, of which only DO is in use (RFC 6891 §6.1.4).",
        parts=(flag("dns.resp.z.do", "DO bit"), bits(15, "dns.resp.z.reserved", "Reserved", hex_digits=4)),
    )


OPTION = group("dns.opt", "Option", explain="A code, a length and content (RFC 6891 §6.1.2).")
CODE = u16("dns.opt.code", "Option code", values=EDNS_OPTIONS, explain="Which option this is (RFC 6891 §6.1.2).")
LENGTH = u16("dns.opt.len", "Option length", unit="bytes", explain="Bytes of the option's content (RFC 6891 §6.1.2).")
DATA = octets("dns.opt.data", "Option data")

FAMILY = u16("dns.opt.client.family", "Family", values={1: "IPv4", 2: "IPv6"})
SOURCE_MASK = u8("dns.opt.client.netmask", "Source netmask", explain="How much of the client's address is told on.")
SCOPE_MASK = u8(
    "dns.opt.client.scope",
    "Scope netmask",
    explain="For how large a part of the address the answer holds (RFC 7871 §6).",
)
SUBNET4 = ipv4("dns.opt.client.addr4", "Client subnet")
SUBNET6 = ipv6("dns.opt.client.addr6", "Client subnet")
SUBNET = octets("dns.opt.client.addr", "Client subnet")
LONGEST_ADDRESS = 16
BAD_SUBNET = group("dns.rr.opt.bad_length", "Longer than an address")
CLIENT_COOKIE = octets(
    "dns.opt.cookie.client",
    "Client cookie",
    length=8,
    explain="A number that the answer must repeat, so that it cannot be forged blindly (RFC 7873 §4).",
)
SERVER_COOKIE = octets(
    "dns.opt.cookie.server", "Server cookie", explain="Shows that the client is where it says it is (RFC 7873 §4)."
)
KEEPALIVE = u16("dns.opt.edns_tcp_keepalive.timeout", "Timeout", show=lambda value: f"{value / 10:g} seconds")
PADDING = octets(
    "dns.opt.padding", "Padding", explain="Hides how long the message is where it is encrypted (RFC 7830)."
)
CHAIN = string("dns.opt.chain.fqdn", "Closest trust point")
ERROR_CODE = u16("dns.opt.ext_error.info_code", "Info code", values=EXTENDED_ERRORS)
ERROR_TEXT = string("dns.opt.ext_error.extra_text", "Extra text")


def _read_subnet(cursor: Cursor, message: Message) -> None:
    """RFC 7871 §6: only as many bytes of the address as the mask needs."""
    family = cursor.take(FAMILY)
    cursor.take(SOURCE_MASK)
    cursor.take(SCOPE_MASK)
    size, width = cursor.remaining, 4 if family == 1 else LONGEST_ADDRESS
    if size > LONGEST_ADDRESS:
        cursor.notice(BAD_SUBNET, "error", "The subnet is longer than an address", cursor.position, cursor.stop)
        cursor.skip(size)
        return
    raw = cursor.peek(size)[:width].ljust(width, b"\0")
    if family == 1:
        cursor.add(SUBNET4, int.from_bytes(raw, "big"), cursor.position, cursor.stop)
    elif family == 2:
        cursor.add(SUBNET6, raw, cursor.position, cursor.stop)
    else:
        cursor.add(SUBNET, cursor.peek(size), cursor.position, cursor.stop)
    cursor.skip(size)


def _read_cookie(cursor: Cursor, message: Message) -> None:
    cursor.take(CLIENT_COOKIE)
    cursor.take(SERVER_COOKIE, cursor.remaining)


def _read_padding(cursor: Cursor, message: Message) -> None:
    cursor.take(PADDING, cursor.remaining)


def _read_error(cursor: Cursor, message: Message) -> None:
    cursor.take(ERROR_CODE)
    if cursor.remaining:
        take_text(cursor, ERROR_TEXT, cursor.remaining)


OPTIONS: dict[int, Piece] = {
    5: repeated(fixed(u8("dns.opt.dau", "DAU"))),
    6: repeated(fixed(u8("dns.opt.dhu", "DHU"))),
    7: repeated(fixed(u8("dns.opt.n3u", "N3U"))),
    8: _read_subnet,
    10: _read_cookie,
    11: repeated(fixed(KEEPALIVE)),
    12: _read_padding,
    13: rest_text(CHAIN),
    15: _read_error,
}


def read_option(cursor: Cursor, message: Message) -> None:
    with cursor.node(OPTION) as node:
        code = cursor.take(CODE)
        size = cursor.take(LENGTH)
        node.heading = f"Option: {EDNS_OPTIONS.get(code, f'code {code}')}"
        with cursor.limit(size):
            start = cursor.position
            cursor.take(DATA, min(size, cursor.remaining))
            cursor.position = start
            if code in OPTIONS:
                OPTIONS[code](cursor, message)
            else:
                cursor.position = min(start + size, cursor.stop)


OPTION_LIST: Layout = (repeated(read_option),)
