"""What an IPv6 address gives away: hardware addresses and IPv4 addresses that are built into it."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import IPV4, MAC, UNSIGNED, AnySpec, FieldSpec, Kind, Value


def _pair(kind: Kind, name: str, label: str, explain: str) -> tuple[AnySpec, AnySpec]:
    """A field for the source address and one for the destination; both answer to the name without side, too."""
    both: list[AnySpec] = []
    for side, word in (("src", "Source"), ("dst", "Destination")):
        both.append(FieldSpec(f"ipv6.{side}_{name}", f"{word} {label}", kind, explain=explain, also=(f"ipv6.{name}",)))
    return both[0], both[1]


SLAAC = _pair(
    MAC,
    "slaac_mac",
    "SLAAC MAC",
    "The address was made from this hardware address, which it thereby gives away (RFC 4291, appendix A).",
)
SIX_TO_FOUR = _pair(IPV4, "6to4_gw_ipv4", "6to4 Gateway IPv4", "The IPv4 address of the 6to4 router (RFC 3056 §2).")
SIX_TO_FOUR_SITE = _pair(UNSIGNED, "6to4_sla_id", "6to4 SLA ID", "The network within the 6to4 site (RFC 3056 §2).")
TEREDO_SERVER = _pair(IPV4, "ts_ipv4", "Teredo Server IPv4", "The server that the client uses (RFC 4380 §4).")
TEREDO_PORT = _pair(UNSIGNED, "tc_port", "Teredo Port", "The client's UDP port as seen outside (RFC 4380 §4).")
TEREDO_CLIENT = _pair(IPV4, "tc_ipv4", "Teredo Client IPv4", "The client's address as seen outside (RFC 4380 §4).")
ISATAP = _pair(IPV4, "isatap_ipv4", "ISATAP IPv4", "The IPv4 address of the ISATAP interface (RFC 5214 §6.1).")
EMBEDDED = _pair(IPV4, "embed_ipv4", "Embedded IPv4", "The IPv4 address that a translator puts here (RFC 6052 §2.1).")


def conclude_addresses(cursor: Cursor, source: bytes, destination: bytes, start: int) -> None:
    """Leave generated fields for what the two addresses, the first of them at `start`, are made of."""
    for read in (_six_to_four, _teredo, _slaac, _isatap, _embedded):
        for side, address in enumerate((source, destination)):
            for specs, value, first, last in read(address):
                place = start + side * 16
                cursor.add(specs[side], value, place + first, place + last, generated=True)


Found = list[tuple[tuple[AnySpec, AnySpec], Value, int, int]]
"""Specs for either side, the value, and the bytes of the address that it comes from."""


def _six_to_four(address: bytes) -> Found:
    if address[:2] != b"\x20\x02":
        return []
    gateway, site = int.from_bytes(address[2:6], "big"), int.from_bytes(address[6:8], "big")
    return [(SIX_TO_FOUR, gateway, 2, 6), (SIX_TO_FOUR_SITE, site, 6, 8)]


def _teredo(address: bytes) -> Found:
    if address[:4] != b"\x20\x01\0\0":
        return []
    port = int.from_bytes(address[10:12], "big") ^ 0xFFFF
    client = int.from_bytes(address[12:], "big") ^ 0xFFFFFFFF
    server = int.from_bytes(address[4:8], "big")
    return [(TEREDO_SERVER, server, 4, 8), (TEREDO_PORT, port, 10, 12), (TEREDO_CLIENT, client, 12, 16)]


def _slaac(address: bytes) -> Found:
    if not address[8] & 2 or address[11:13] != b"\xff\xfe":
        return []
    return [(SLAAC, bytes((address[8] ^ 2,)) + address[9:11] + address[13:], 8, 16)]


def _isatap(address: bytes) -> Found:
    if address[8] & 0xFC or address[9:12] != b"\0\x5e\xfe":
        return []
    return [(ISATAP, int.from_bytes(address[12:], "big"), 12, 16)]


def _embedded(address: bytes) -> Found:
    if address[:12] != b"\0\x64\xff\x9b" + bytes(8):
        return []
    return [(EMBEDDED, int.from_bytes(address[12:], "big"), 12, 16)]
