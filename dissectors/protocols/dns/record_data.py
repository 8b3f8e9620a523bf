"""What the data of each record type holds; data of security records is in `security`, bindings in `service_binding`."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import (
    EUI64,
    AnySpec,
    FieldSpec,
    flag,
    ipv4,
    ipv6,
    mac,
    octets,
    string,
    u8,
    u16,
    u32,
    unused,
)
from dissectors.header import Header
from dissectors.protocols.dns.domain_name import Message, take_name
from dissectors.protocols.dns.layout import (
    Layout,
    counted_text,
    fixed,
    name,
    repeated,
    rest,
    rest_text,
)
from dissectors.protocols.dns.security import LAYOUTS as SECURITY_LAYOUTS
from dissectors.protocols.dns.security import read_type_bitmap
from dissectors.protocols.dns.service_binding import SERVICE_BINDING

ADDRESS = ipv4(
    "dns.a",
    "Address",
    explain="A: the IPv4 address of the name (RFC 1035 §3.4.1).",
)
ADDRESS6 = ipv6("dns.aaaa", "AAAA address", explain="AAAA: the IPv6 address of the name (RFC 3596 §2.2).")
ALIAS = string("dns.cname", "CNAME", explain="The name is an alias: look up this one instead (RFC 1035 §3.3.1).")
NAME_SERVER = string("dns.ns", "Name server", explain="A server that knows this zone (RFC 1035 §3.3.11).")
POINTER = string(
    "dns.ptr.domain_name",
    "Domain name",
    explain="PTR: the name for an address written backwards (RFC 1035 §3.3.12), or a service's instance (RFC 6763).",
)
EXCHANGE = string("dns.mx.mail_exchange", "Mail exchange", explain="The server that takes mail (RFC 1035 §3.3.9).")
TEXT = string("dns.txt", "TXT", explain="Free text: proof of ownership, mail policy, service data (RFC 1035 §3.3.14).")
TEXT_LENGTH = u8("dns.txt.length", "TXT length", explain="Bytes of this piece of text, at most 255 (RFC 1035 §3.3).")
SERVICE_TARGET = string("dns.srv.target", "Target", explain="The machine that offers the service (RFC 2782).")

SOA: Layout = (
    name(string("dns.soa.mname", "Primary name server", explain="The zone's first server (RFC 1035 §3.3.13).")),
    name(string("dns.soa.rname", "Responsible authority's mailbox", explain="Mailbox, with a dot for the @.")),
    fixed(
        u32("dns.soa.serial_number", "Serial number", explain="Grows with every change of the zone (RFC 1982)."),
        u32(
            "dns.soa.refresh_interval",
            "Refresh interval",
            unit="seconds",
            explain="How often secondary servers look for changes (RFC 1035 §3.3.13).",
        ),
        u32(
            "dns.soa.retry_interval",
            "Retry interval",
            unit="seconds",
            explain="How soon they look again when that failed (RFC 1035 §3.3.13).",
        ),
        u32(
            "dns.soa.expire_limit",
            "Expire limit",
            unit="seconds",
            explain="After so long without the primary server they stop answering (RFC 1035 §3.3.13).",
        ),
        u32(
            "dns.soa.minimum_ttl",
            "Minimum TTL",
            unit="seconds",
            explain="How long a 'no such name' may be cached (RFC 2308 §4).",
        ),
    ),
)

SERVICE: Layout = (
    fixed(
        u16("dns.srv.priority", "Priority", explain="Try the lowest first (RFC 2782)."),
        u16("dns.srv.weight", "Weight", explain="Among equal priorities, the share of clients (RFC 2782)."),
        u16("dns.srv.port", "Port", explain="Where the service listens (RFC 2782)."),
    ),
    name(SERVICE_TARGET),
)

NAPTR: Layout = (
    fixed(u16("dns.naptr.order", "Order"), u16("dns.naptr.preference", "Preference")),
    counted_text(u8("dns.naptr.flags_length", "Flags length"), string("dns.naptr.flags", "Flags")),
    counted_text(u8("dns.naptr.service_length", "Service length"), string("dns.naptr.service", "Service")),
    counted_text(u8("dns.naptr.regex_length", "Regex length"), string("dns.naptr.regex", "Regex")),
)
NAPTR_REPLACEMENT = string("dns.naptr.replacement", "Replacement")
NAPTR_REPLACEMENT_LENGTH = u8("dns.naptr.replacement_length", "Replacement length")


def read_naptr_replacement(cursor: Cursor, message: Message) -> None:
    length = take_name(cursor, NAPTR_REPLACEMENT, message).length
    replacement = cursor.fields.pop()
    cursor.add(NAPTR_REPLACEMENT_LENGTH, length, replacement.start, replacement.start, generated=True)
    cursor.fields.append(replacement)


def _centimetres(value: int) -> str:
    """RFC 1876 §2: mantissa in the high half, power of ten in the low one."""
    return f"{(value >> 4) * 10 ** (value & 15) / 100:g} m"


def _angle(value: int, positive: str, negative: str) -> str:
    offset = value - (1 << 31)
    side = positive if offset >= 0 else negative
    degrees, thousandths = divmod(abs(offset), 3_600_000)
    minutes, thousandths = divmod(thousandths, 60_000)
    return f"{degrees} deg {minutes} min {thousandths / 1000:.3f} sec {side}"


class Location(Header):
    """RFC 1876 §2, version 0."""

    version = u8("dns.loc.version", "Version")
    extent = u8("dns.loc.size", "Size", show=_centimetres)
    horizontal = u8("dns.loc.horizontal_precision", "Horizontal precision", show=_centimetres)
    vertical = u8("dns.loc.vertical_precision", "Vertical precision", show=_centimetres)
    latitude = u32("dns.loc.latitude", "Latitude", show=lambda value: _angle(value, "N", "S"))
    longitude = u32("dns.loc.longitude", "Longitude", show=lambda value: _angle(value, "E", "W"))
    altitude = u32("dns.loc.altitude", "Altitude", show=lambda value: f"{(value - 10_000_000) / 100:g} m")


LOCATION_VERSION = u8("dns.loc.version", "Version")
LOCATION_UNKNOWN = octets("dns.loc.unknown_data", "Unknown data")


def read_location(cursor: Cursor, message: Message) -> None:
    if cursor.number(1) == 0:
        cursor.header(Location)
        return
    version = cursor.take(LOCATION_VERSION)
    cursor.fields[-1].shown = f"{version} (not defined)"
    cursor.position -= 1
    rest(LOCATION_UNKNOWN)(cursor, message)


WKS_PROTOCOL = u8("dns.wks.protocol", "Protocol")
WKS_BITS = u8("dns.wks.bits", "Ports", hex_digits=2)


def read_well_known_services(cursor: Cursor, message: Message) -> None:
    cursor.take(WKS_PROTOCOL)
    first = 0
    while cursor.remaining > 0:
        byte = cursor.number(1)
        ports = [first + bit for bit in range(8) if byte & 0x80 >> bit]
        if byte:
            cursor.take(WKS_BITS, shown=", ".join(map(str, ports)))
        else:
            cursor.skip(1)
        first += 8


class CAAFlags(Header):
    """RFC 8659 §4.1."""

    flags = u8(
        "dns.caa.flags",
        "CAA flags",
        hex_digits=2,
        parts=(flag("dns.caa.flags.issuer_critical", "Issuer critical"), unused(7)),
    )


CAA_KINDS = {
    b"issue": string("dns.caa.issue", "Issue", explain="Who may issue certificates for the name (RFC 8659 §4.2)."),
    b"issuewild": string("dns.caa.issuewild", "Issue wildcard"),
    b"iodef": string("dns.caa.iodef", "Report URL"),
}
CAA_UNKNOWN = string("dns.caa.unknown", "Unknown tag")
CAA_TAG_LENGTH = u8("dns.caa.tag_length", "Tag length")
CAA_TAG = string("dns.caa.tag", "Tag")
CAA_VALUE = string("dns.caa.value", "Value")


def read_authorization(cursor: Cursor, message: Message) -> None:
    cursor.header(CAAFlags)
    tag = cursor.peek(cursor.number(1), 1)
    value = cursor.data[cursor.position + 1 + len(tag) : cursor.stop]
    spec = CAA_KINDS.get(tag.lower(), CAA_UNKNOWN)
    with cursor.node(spec) as node:
        node.value = value.decode("utf-8", "replace")
        counted_text(CAA_TAG_LENGTH, CAA_TAG)(cursor, message)
        rest_text(CAA_VALUE)(cursor, message)


APL_NEGATION = flag("dns.apl.negation", "Negation")


class AddressPrefix(Header):
    """RFC 3123 §4."""

    family = u16("dns.apl.address_family", "Address family", values={1: "IPv4", 2: "IPv6"})
    prefix = u8("dns.apl.coded_prefix", "Prefix length")
    negation = APL_NEGATION
    length: FieldSpec[int] = FieldSpec("dns.apl.afdlength", "Address length", prefix.kind, 7)


APL_PARTS: dict[int, AnySpec] = {
    1: ipv4("dns.apl.afdpart.ipv4", "Address"),
    2: ipv6("dns.apl.afdpart.ipv6", "Address"),
}
APL_DATA = octets("dns.apl.afdpart.data", "Address")


def read_address_prefix(cursor: Cursor, message: Message) -> None:
    prefix = cursor.header(AddressPrefix)
    size = prefix.length
    cursor.need(size)
    raw = cursor.peek(size)
    spec: AnySpec = APL_PARTS.get(prefix.family, APL_DATA)
    width = {1: 4, 2: 16}.get(prefix.family, size)
    if size > width:
        spec, width = APL_DATA, size
    padded = raw + bytes(width - size)
    cursor.add(spec, spec.kind.decode(padded), cursor.position, cursor.position + size)
    cursor.skip(size)


A6_PREFIX = u8("dns.a6.prefix_len", "Prefix length")
A6_SUFFIX = ipv6("dns.a6.address_suffix", "Address suffix")
A6_NAME = string("dns.a6.prefix_name", "Prefix name")


def read_a6(cursor: Cursor, message: Message) -> None:
    prefix = cursor.take(A6_PREFIX)
    size = max(0, 16 - prefix // 8)
    cursor.need(size)
    suffix = bytes(16 - size) + cursor.peek(size)
    if size:
        cursor.add(A6_SUFFIX, suffix, cursor.position, cursor.position + size)
    cursor.skip(size)
    if prefix:
        name(A6_NAME)(cursor, message)


HIP_HIT_LENGTH = u8("dns.hip.hit.length", "HIT length")
HIP_ALGORITHM = u8("dns.hip.hit.pk.algo", "Public key algorithm")
HIP_KEY_LENGTH = u16("dns.hip.pk.length", "Public key length")
HIP_HIT = octets("dns.hip.hit", "Host identity tag")
HIP_KEY = octets("dns.hip.pk", "HIP public key")
HIP_SERVER = string("dns.hip.rendezvous_server", "Rendezvous server")


def read_host_identity(cursor: Cursor, message: Message) -> None:
    hit = cursor.take(HIP_HIT_LENGTH)
    cursor.take(HIP_ALGORITHM)
    key = cursor.take(HIP_KEY_LENGTH)
    cursor.take(HIP_HIT, hit)
    cursor.take(HIP_KEY, key)
    repeated(name(HIP_SERVER))(cursor, message)


class SyncFlags(Header):
    """RFC 7477 §2.1.1.2."""

    serial = u32("dns.csync.soa", "SOA serial")
    flags = u16(
        "dns.csync.flags",
        "Flags",
        hex_digits=4,
        parts=(unused(14), flag("dns.csync.flags.soaminimum", "SOA minimum"),
               flag("dns.csync.flags.immediate", "Immediate")),
    )  # fmt: skip


SYNC_TYPES = octets("dns.csync.type_bitmap", "Type bitmap")


def read_sync(cursor: Cursor, message: Message) -> None:
    cursor.header(SyncFlags)
    cursor.fields[-1].children.reverse()  # the lowest bit is named first
    with cursor.node(SYNC_TYPES):
        read_type_bitmap(cursor, message)


XPF_VERSION = u16("dns.xpf.ip_version", "IP version")
XPF_PROTOCOL = u8("dns.xpf.protocol", "Protocol")
XPF_ADDRESSES: dict[int, Layout] = {
    4: (fixed(ipv4("dns.xpf.source_ipv4", "IPv4 source"), ipv4("dns.xpf.destination_ipv4", "IPv4 destination")),),
    6: (fixed(ipv6("dns.xpf.source_ipv6", "IPv6 source"), ipv6("dns.xpf.destination_ipv6", "IPv6 destination")),),
}
XPF_PORTS = fixed(u16("dns.xpf.sport", "Source port"), u16("dns.xpf.dport", "Destination port"))


def read_proxied_for(cursor: Cursor, message: Message) -> None:
    """draft-bellis-dnsop-xpf: the client a proxy asks for."""
    version = cursor.number(1) & 15
    cursor.add(XPF_VERSION, version, cursor.position, cursor.position + 1)
    cursor.skip(1)
    cursor.take(XPF_PROTOCOL)
    for piece in XPF_ADDRESSES.get(version, ()):
        piece(cursor, message)
    XPF_PORTS(cursor, message)


WINS_LOCAL = flag("dns.wins.local_flag", "Local flag", bits=32)
WINSR_LOCAL = flag("dns.winsr.local_flag", "Local flag", bits=32)

LAYOUTS: dict[int, Layout] = {
    1: (fixed(ADDRESS),),
    2: (name(NAME_SERVER),),
    3: (name(string("dns.md", "Mail destination")),),
    4: (name(string("dns.mf", "Mail forwarder")),),
    5: (name(ALIAS),),
    6: SOA,
    7: (name(string("dns.mb", "Mailbox domain")),),
    8: (name(string("dns.mg", "Mail group member")),),
    9: (name(string("dns.mr", "Mail rename domain")),),
    10: (rest(octets("dns.null", "Null (data)")),),
    11: (fixed(ipv4("dns.wks.address", "Address")), read_well_known_services),
    12: (name(POINTER),),
    13: (
        counted_text(u8("dns.hinfo.cpu_length", "CPU length"), string("dns.hinfo.cpu", "CPU")),
        counted_text(u8("dns.hinfo.os_length", "OS length"), string("dns.hinfo.os", "OS")),
    ),
    14: (name(string("dns.minfo.r", "Responsible mailbox")), name(string("dns.minfo.e", "Error mailbox"))),
    15: (fixed(u16("dns.mx.preference", "Preference", explain="Try the lowest first (RFC 1035 §3.3.9).")),
         name(EXCHANGE)),
    16: (repeated(counted_text(TEXT_LENGTH, TEXT)),),
    17: (name(string("dns.rp.mailbox", "Mailbox")), name(string("dns.rp.txt_rr", "TXT record"))),
    18: (fixed(u16("dns.afsdb.subtype", "Subtype")), name(string("dns.afsdb.hostname", "Host name"))),
    19: (counted_text(u8("dns.x25.length", "Length"), string("dns.x25.psdn_address", "PSDN address")),),
    20: (
        counted_text(u8("dns.idsn.length", "Length"), string("dns.idsn.address", "ISDN address")),
        repeated(counted_text(u8("dns.idsn.sa.length", "Length"), string("dns.idsn.sa.address", "Sub-address"))),
    ),
    21: (fixed(u16("dns.rt.subtype", "Preference")),
         name(string("dns.rt.intermediate_host", "Intermediate host"))),
    22: (rest(octets("dns.nsap.rdata", "NSAP data")),),
    23: (name(string("dns.nsap_ptr.owner", "Owner")),),
    26: (fixed(u16("dns.px.preference", "Preference")), name(string("dns.px.map822", "MAP822")),
         name(string("dns.px.map400", "MAPX400"))),
    27: (
        counted_text(u8("dns.gpos.longitude_length", "Longitude length"), string("dns.gpos.longitude", "Longitude")),
        counted_text(u8("dns.gpos.latitude_length", "Latitude length"), string("dns.gpos.latitude", "Latitude")),
        counted_text(u8("dns.gpos.altitude_length", "Altitude length"), string("dns.gpos.altitude", "Altitude")),
    ),
    28: (fixed(ADDRESS6),),
    29: (read_location,),
    33: SERVICE,
    35: (*NAPTR, read_naptr_replacement),
    36: (fixed(u16("dns.kx.preference", "Preference")), name(string("dns.kx.key_exchange", "Key exchange"))),
    38: (read_a6,),
    39: (name(string("dns.dname", "DNAME", explain="The whole tree below is an alias (RFC 6672 §2.1).")),),
    42: (repeated(read_address_prefix),),
    49: (rest(octets("dns.dhcid.rdata", "DHCID data")),),
    55: (read_host_identity,),
    61: (rest_text(string("dns.openpgpkey", "OpenPGP key")),),
    62: (read_sync,),
    63: (
        fixed(u32("dns.zonemd.serial", "Serial"), u8("dns.zonemd.scheme", "Scheme"),
              u8("dns.zonemd.hash_algo", "Hash algorithm")),
        rest(octets("dns.zonemd.digest", "Digest")),
    ),
    64: SERVICE_BINDING,
    65: SERVICE_BINDING,
    99: (repeated(counted_text(u8("dns.spf.length", "SPF length"), string("dns.spf", "SPF"))),),
    104: (fixed(u16("dns.ilnp.nid.preference", "Preference"), octets("dns.ilnp.nid", "Node ID", length=8)),),
    105: (fixed(u16("dns.ilnp.l32.preference", "Preference"), ipv4("dns.ilnp.l32", "Locator")),),
    106: (fixed(u16("dns.ilnp.l64.preference", "Preference"), octets("dns.ilnp.l64", "Locator", length=8)),),
    107: (fixed(u16("dns.ilnp.lp.preference", "Preference")), name(string("dns.ilnp.lp", "Locator name"))),
    108: (fixed(mac("dns.eui48", "EUI-48 address")),),
    109: (fixed(FieldSpec[bytes]("dns.eui64", "EUI-64 address", EUI64, 64)),),
    257: (read_authorization,),
    65281: (
        fixed(WINS_LOCAL, u32("dns.wins.lookup_timeout", "Lookup timeout", unit="seconds"),
              u32("dns.wins.cache_timeout", "Cache timeout", unit="seconds"),
              u32("dns.wins.nb_wins_servers", "Number of WINS servers")),
        repeated(fixed(ipv4("dns.wins.wins_server", "WINS server address"))),
    ),
    65282: (
        fixed(WINSR_LOCAL, u32("dns.winsr.lookup_timeout", "Lookup timeout", unit="seconds"),
              u32("dns.winsr.cache_timeout", "Cache timeout", unit="seconds")),
        name(string("dns.winsr.name_result_domain", "Name result domain")),
    ),
    65422: (read_proxied_for,),
    **SECURITY_LAYOUTS,
}  # fmt: skip
"""Record type to what its data holds; a type that is missing has opaque data."""
