"""Data of the records that sign, hash and hold keys: DNSSEC (RFC 4034, RFC 5155), TLSA, SSHFP, TSIG and others."""

from __future__ import annotations

from base64 import b32hexencode

from dissectors.cursor import Cursor
from dissectors.fields import (
    ABSOLUTE_TIME,
    UNSIGNED,
    FieldSpec,
    bits,
    flag,
    generated,
    group,
    ipv4,
    ipv6,
    octets,
    string,
    u8,
    u16,
    u32,
    unused,
)
from dissectors.header import Header
from dissectors.names.dns import (
    CERTIFICATE_TYPES,
    DIGEST_TYPES,
    REPLY_CODES,
    SECURITY_ALGORITHMS,
    type_name,
)
from dissectors.protocols.dns.domain_name import Message
from dissectors.protocols.dns.layout import (
    Layout,
    Piece,
    counted_bytes,
    fixed,
    header,
    name,
    rest,
)

NANOSECONDS = 1_000_000_000
LARGEST_BLOCK = 32
LARGEST_OLD_BITMAP = 16
"""Bytes of a type bitmap's block (RFC 4034 §4.1.2), and of the bitmap of NXT records (RFC 2535 §5.2)."""


def time_field(label_name: str, label: str, explain: str = "") -> FieldSpec[int]:
    """A moment, in nanoseconds since 1970."""
    return FieldSpec(label_name, label, ABSOLUTE_TIME, explain=explain)


def moment(spec: FieldSpec[int], size: int = 4) -> Piece:
    """Seconds since 1970, in so many bytes."""

    def read(cursor: Cursor, message: Message) -> None:
        seconds = cursor.number(size)
        cursor.add(spec, seconds * NANOSECONDS, cursor.position, cursor.position + size)
        cursor.skip(size)

    return read


TYPE_IN_BITMAP = u16("dns.resp.type", "Type in the bitmap", show=lambda kind: f"{type_name(kind)} ({kind})")


def read_type_bitmap(cursor: Cursor, message: Message) -> None:
    """RFC 4034 §4.1.2: which record types a name has, in blocks of 256; every block comes at most once, in order."""
    last = -1
    while cursor.remaining > 0:
        block, size = cursor.number(1), cursor.number(1, 1)
        if block <= last or size > LARGEST_BLOCK:
            raise cursor.malformed(f"block {block} of {size} bytes in a type bitmap, behind block {last}")
        last = block
        cursor.skip(2)
        _take_types(cursor, block * 256, size)


def read_old_bitmap(cursor: Cursor, message: Message) -> None:
    """RFC 2535 §5.2: one bit a type, from 0 to 127."""
    if cursor.remaining > LARGEST_OLD_BITMAP:
        raise cursor.malformed(f"a type bitmap of {cursor.remaining} bytes, of which 16 are the most")
    _take_types(cursor, 0, cursor.remaining)


def _take_types(cursor: Cursor, first: int, size: int) -> None:
    """A field for each bit that is set in so many bytes, of which the highest bit stands for the type `first`."""
    cursor.need(size)
    for kind in range(first, first + size * 8, 8):
        byte = cursor.number(1)
        for bit in range(8):
            if byte & 0x80 >> bit:
                cursor.add(TYPE_IN_BITMAP, kind + bit, cursor.position, cursor.position + 1)
        cursor.skip(1)


def algorithm(label_name: str) -> FieldSpec[int]:
    return u8(
        label_name,
        "Algorithm",
        values=SECURITY_ALGORITHMS,
        explain="How the key signs (RFC 8624 §3.1 says which are good).",
    )


def key_tag(data: bytes) -> int:
    """RFC 4034 appendix B: a short number to tell keys apart, from the data of a DNSKEY or KEY record."""
    if len(data) > 3 and data[3] == 1:
        return int.from_bytes(data[-3:-1], "big")
    padded = data + b"\0" if len(data) % 2 else data
    total = sum(padded[0::2]) * 256 + sum(padded[1::2])
    return (total + (total >> 16 & 0xFFFF)) & 0xFFFF


def _key(tag: FieldSpec[int], public: FieldSpec[bytes]) -> Piece:
    def read(cursor: Cursor, message: Message) -> None:
        start = cursor.position - 4
        value = key_tag(cursor.data[start : cursor.stop])
        cursor.conclude(tag, value)
        rest(public)(cursor, message)

    return read


class SigningKey(Header):
    """RFC 4034 §2.1; the revoked bit is RFC 5011 §3's."""

    flags = u16(
        "dns.dnskey.flags",
        "Flags",
        hex_digits=4,
        parts=(
            unused(7),
            flag("dns.dnskey.flags.zone_key", "Zone key"),
            flag("dns.dnskey.flags.key_revoked", "Key revoked"),
            unused(6),
            flag("dns.dnskey.flags.secure_entry_point", "Key signing key",
                 explain="The key that the parent's DS record vouches for (RFC 4034 §2.1.1)."),
        ),
    )  # fmt: skip
    protocol = u8("dns.dnskey.protocol", "Protocol", explain="Always 3 (RFC 4034 §2.1.2).")
    algorithm = algorithm("dns.dnskey.algorithm")


KEY_RESERVED = bits(16, "dns.dnskey.flags.reserved", "Reserved bits", hex_digits=4)


def read_signing_key(cursor: Cursor, message: Message) -> None:
    key = cursor.header(SigningKey)
    flags = cursor.fields[-3]
    flags.children.append(type(flags)(KEY_RESERVED, key.flags & 0xFE7E, flags.start, flags.stop))


class OldKey(Header):
    """RFC 2535 §3.1."""

    flags = u16(
        "dns.key.flags",
        "Flags",
        hex_digits=4,
        parts=(
            flag("dns.key.flags.authentication", "Not for authentication"),
            flag("dns.key.flags.confidentiality", "Not for confidentiality"),
            flag("dns.key.flags.required", "Key required"),
            unused(2),
            flag("dns.key.flags.associated_user", "Belongs to a user"),
            flag("dns.key.flags.associated_named_entity", "Belongs to a named entity"),
            unused(1),
            flag("dns.key.flags.ipsec", "For IPsec"),
            flag("dns.key.flags.mime", "For MIME security multiparts"),
            unused(2),
            bits(4, "dns.key.flags.signatory", "Signatory"),
        ),
    )
    protocol = u8("dns.key.protocol", "Protocol")
    algorithm = algorithm("dns.key.algorithm")


class SignatureHeader(Header):
    """RFC 4034 §3.1."""

    covered = u16(
        "dns.rrsig.type_covered",
        "Type covered",
        show=lambda kind: f"{type_name(kind)} ({kind})",
        explain="The records that this signs have this type (RFC 4034 §3.1.1).",
    )
    algorithm = algorithm("dns.rrsig.algorithm")
    labels = u8("dns.rrsig.labels", "Labels")
    original_ttl = u32("dns.rrsig.original_ttl", "Original TTL", unit="seconds")


SIGNATURE: Layout = (
    header(SignatureHeader),
    moment(time_field("dns.rrsig.signature_expiration", "Signature expiration", "Not valid after (RFC 4034 §3.1.5).")),
    moment(time_field("dns.rrsig.signature_inception", "Signature inception", "Not valid before (RFC 4034 §3.1.5).")),
    fixed(u16("dns.rrsig.key_tag", "Key tag", explain="Which of the zone's keys signed (RFC 4034 appendix B).")),
    name(string("dns.rrsig.signers_name", "Signer's name")),
    rest(octets("dns.rrsig.signature", "Signature")),
)
DELEGATION: Layout = (
    fixed(
        u16("dns.ds.key_id", "Key id", hex_digits=4),
        algorithm("dns.ds.algorithm"),
        u8("dns.ds.digest_type", "Digest type", values=DIGEST_TYPES),
    ),
    rest(octets("dns.ds.digest", "Digest", explain="Hash of the child zone's key (RFC 4034 §5.1.4).")),
)
DNSKEY: Layout = (
    read_signing_key,
    _key(generated(UNSIGNED, "dns.dnskey.key_id", "Key id"), octets("dns.dnskey.public_key", "Public key")),
)
KEY: Layout = (
    header(OldKey),
    _key(generated(UNSIGNED, "dns.key.key_id", "Key ID"), octets("dns.key.public_key", "Public key")),
)


HASHES = {0: "Reserved", 1: "SHA-1"}


class HashedOwner(Header):
    """RFC 5155 §3.1."""

    algorithm = u8("dns.nsec3.algo", "Hash algorithm", values=HASHES)
    flags = u8(
        "dns.nsec3.flags",
        "NSEC3 flags",
        parts=(unused(7), flag("dns.nsec3.flags.opt_out", "NSEC3 opt-out flag")),
    )
    iterations = u16("dns.nsec3.iterations", "NSEC3 iterations")


class HashParameters(Header):
    """RFC 5155 §4.1; the opt-out bit has no meaning here."""

    algorithm = u8("dns.nsec3.algo", "Hash algorithm", values=HASHES)
    flags = u8("dns.nsec3.flags", "NSEC3 flags")
    iterations = u16("dns.nsec3.iterations", "NSEC3 iterations")


SALT_LENGTH = u8("dns.nsec3.salt_length", "Salt length")
SALT = octets("dns.nsec3.salt_value", "Salt value")
HASH_LENGTH = u8("dns.nsec3.hash_length", "Hash length")
HASH = string("dns.nsec3.hash_value", "Next hashed owner")


def read_next_hash(cursor: Cursor, message: Message) -> None:
    size = cursor.take(HASH_LENGTH)
    cursor.need(size)
    value = b32hexencode(cursor.peek(size)).decode().rstrip("=").lower()
    cursor.add(HASH, value, cursor.position, cursor.position + size)
    cursor.skip(size)


GATEWAYS: dict[int, Piece] = {
    1: fixed(ipv4("dns.ipseckey.gateway_ipv4", "IPv4 gateway")),
    2: fixed(ipv6("dns.ipseckey.gateway_ipv6", "IPv6 gateway")),
    3: name(string("dns.ipseckey.gateway_dns", "DNS gateway")),
}
GATEWAY_KIND = u8("dns.ipseckey.gateway_type", "Gateway type", values={0: "None", 1: "IPv4", 2: "IPv6", 3: "Name"})
GATEWAY_HEAD = (u8("dns.ipseckey.gateway_precedence", "Gateway precedence"),)
GATEWAY_ALGORITHM = u8("dns.ipseckey.gateway_algorithm", "Gateway algorithm", values={0: "None", 1: "DSA", 2: "RSA"})
GATEWAY_KEY = octets("dns.ipseckey.public_key", "Public key")


def read_gateway(cursor: Cursor, message: Message) -> None:
    """RFC 4025 §2.1: precedence, type, algorithm; the gateway's form goes by the type."""
    fixed(*GATEWAY_HEAD)(cursor, message)
    kind = cursor.take(GATEWAY_KIND)
    cursor.take(GATEWAY_ALGORITHM)
    piece = GATEWAYS.get(kind)
    if piece is not None:
        piece(cursor, message)
    rest(GATEWAY_KEY)(cursor, message)


def _show_error(value: int) -> str:
    return f"{REPLY_CODES.get(value, 'Unknown')} ({value})"


MAC = group("dns.tsig.mac", "MAC", explain="Proof that the sender knows the shared key (RFC 8945 §4.2).")
MAC_SIZE = u16("dns.tsig.mac_size", "MAC size")


def read_mac(cursor: Cursor, message: Message) -> None:
    size = cursor.take(MAC_SIZE)
    if size:
        cursor.take(MAC, size)


TRANSACTION_SIGNATURE: Layout = (
    name(string("dns.tsig.algorithm_name", "Algorithm name")),
    moment(time_field("dns.tsig.time_signed", "Time signed"), 6),
    fixed(u16("dns.tsig.fudge", "Fudge", unit="seconds")),
    read_mac,
    fixed(u16("dns.tsig.original_id", "Original id"), u16("dns.tsig.error", "Error", show=_show_error)),
    counted_bytes(u16("dns.tsig.other_len", "Other length"), octets("dns.tsig.other_data", "Other data")),
)
KEY_MODES = {1: "Server assigned", 2: "Diffie-Hellman", 3: "GSS-API", 4: "Resolver assigned", 5: "Delete"}
TRANSACTION_KEY: Layout = (
    name(string("dns.tkey.algo_name", "Algorithm name")),
    moment(time_field("dns.tkey.signature_inception", "Signature inception")),
    moment(time_field("dns.tkey.signature_expiration", "Signature expiration")),
    fixed(u16("dns.tkey.mode", "Mode", values=KEY_MODES), u16("dns.tkey.error", "Error", show=_show_error)),
    counted_bytes(u16("dns.tkey.key_size", "Key size"), octets("dns.tkey.key_data", "Key data")),
    counted_bytes(u16("dns.tkey.other_size", "Other size"), octets("dns.tkey.other_data", "Other data")),
)
USAGES = {0: "CA constraint", 1: "Service certificate constraint", 2: "Trust anchor", 3: "Domain-issued certificate"}
CERTIFICATE_ASSOCIATION: Layout = (
    fixed(
        u8("dns.tlsa.certificate_usage", "Certificate usage", values=USAGES),
        u8("dns.tlsa.selector", "Selector", values={0: "Full certificate", 1: "Public key"}),
        u8("dns.tlsa.matching_type", "Matching type", values={0: "Exact", 1: "SHA-256", 2: "SHA-512"}),
    ),
    rest(octets("dns.tlsa.certificate_association_data", "Certificate association data")),
)
NEXT_NAME = string("dns.nsec.next_domain_name", "Next domain name", explain="There is no name between (RFC 4034 §4).")

LAYOUTS: dict[int, Layout] = {
    24: SIGNATURE,
    25: KEY,
    30: (name(string("dns.nxt.next_domain_name", "Next domain name")), read_old_bitmap),
    37: (
        fixed(
            u16("dns.cert.type", "Type", values=CERTIFICATE_TYPES),
            u16("dns.cert.key_tag", "Key tag", hex_digits=4),
            algorithm("dns.cert.algorithm"),
        ),
        rest(octets("dns.cert.certificate", "Certificate or revocation list")),
    ),
    43: DELEGATION,
    44: (
        fixed(
            u8("dns.sshfp.algorithm", "Algorithm", values={1: "RSA", 2: "DSA", 3: "ECDSA", 4: "Ed25519", 6: "Ed448"}),
            u8("dns.sshfp.fingerprint.type", "Fingerprint type", values={1: "SHA-1", 2: "SHA-256"}),
        ),
        rest(octets("dns.sshfp.fingerprint", "Fingerprint")),
    ),
    45: (read_gateway,),
    46: SIGNATURE,
    47: (name(NEXT_NAME), read_type_bitmap),
    48: DNSKEY,
    50: (header(HashedOwner), counted_bytes(SALT_LENGTH, SALT), read_next_hash, read_type_bitmap),
    51: (header(HashParameters), counted_bytes(SALT_LENGTH, SALT)),
    52: CERTIFICATE_ASSOCIATION,
    59: DELEGATION,
    60: DNSKEY,
    249: TRANSACTION_KEY,
    250: TRANSACTION_SIGNATURE,
    32769: DELEGATION,
}
