"""DNS numbers: record types, classes, operations, reply codes, algorithms (IANA "Domain Name System Parameters")."""

RECORD_TYPES = {
    0: "Reserved", 1: "A", 2: "NS", 3: "MD", 4: "MF", 5: "CNAME", 6: "SOA", 7: "MB", 8: "MG", 9: "MR", 10: "NULL",
    11: "WKS", 12: "PTR", 13: "HINFO", 14: "MINFO", 15: "MX", 16: "TXT", 17: "RP", 18: "AFSDB", 19: "X25",
    20: "ISDN", 21: "RT", 22: "NSAP", 23: "NSAP-PTR", 24: "SIG", 25: "KEY", 26: "PX", 27: "GPOS", 28: "AAAA",
    29: "LOC", 30: "NXT", 31: "EID", 32: "NIMLOC", 33: "SRV", 34: "ATMA", 35: "NAPTR", 36: "KX", 37: "CERT",
    38: "A6", 39: "DNAME", 40: "SINK", 41: "OPT", 42: "APL", 43: "DS", 44: "SSHFP", 45: "IPSECKEY", 46: "RRSIG",
    47: "NSEC", 48: "DNSKEY", 49: "DHCID", 50: "NSEC3", 51: "NSEC3PARAM", 52: "TLSA", 53: "SMIMEA", 55: "HIP",
    56: "NINFO", 57: "RKEY", 58: "TALINK", 59: "CDS", 60: "CDNSKEY", 61: "OPENPGPKEY", 62: "CSYNC", 63: "ZONEMD",
    64: "SVCB", 65: "HTTPS", 99: "SPF", 100: "UINFO", 101: "UID", 102: "GID", 103: "UNSPEC", 104: "NID", 105: "L32",
    106: "L64", 107: "LP", 108: "EUI48", 109: "EUI64", 249: "TKEY", 250: "TSIG", 251: "IXFR", 252: "AXFR",
    253: "MAILB", 254: "MAILA", 255: "ANY", 256: "URI", 257: "CAA", 258: "AVC", 259: "DOA", 260: "AMTRELAY",
    32768: "TA", 32769: "DLV", 65281: "WINS", 65282: "WINS-R", 65422: "XPF",
}  # fmt: skip

TYPE_MEANINGS = {
    1: "IPv4 address", 2: "name server", 5: "alias", 6: "start of a zone of authority", 12: "pointer to a name",
    13: "host information", 15: "mail exchange", 16: "text", 28: "IPv6 address", 29: "location", 33: "service",
    35: "naming authority pointer", 41: "EDNS options", 43: "delegation signer", 46: "signature", 47: "next secure",
    48: "public key of a zone", 50: "next secure, hashed", 52: "TLS certificate", 64: "service binding",
    65: "HTTPS binding", 99: "sender policy", 250: "transaction signature", 251: "incremental zone transfer",
    252: "zone transfer", 255: "all records", 257: "certification authority authorization",
}  # fmt: skip

CLASSES = {1: "IN", 2: "CS", 3: "CH", 4: "HS", 254: "NONE", 255: "ANY"}

OPERATIONS = {
    0: "Standard query",
    1: "Inverse query",
    2: "Server status request",
    4: "Zone change notification",
    5: "Dynamic update",
    6: "DNS stateful operations",
}

REPLY_CODES = {
    0: "No error",
    1: "Format error",
    2: "Server failure",
    3: "No such name",
    4: "Not implemented",
    5: "Refused",
    6: "Name exists",
    7: "RRset exists",
    8: "RRset does not exist",
    9: "Not authoritative",
    10: "Name out of zone",
    11: "DSO type not implemented",
    16: "Bad signature or version",
    17: "Bad key",
    18: "Bad time",
    19: "Bad mode",
    20: "Duplicate key name",
    21: "Algorithm not supported",
    22: "Bad truncation",
    23: "Bad cookie",
}

SECURITY_ALGORITHMS = {
    0: "Delete DS",
    1: "RSA/MD5",
    2: "Diffie-Hellman",
    3: "DSA",
    4: "Elliptic curve",
    5: "RSA/SHA-1",
    6: "DSA-NSEC3-SHA1",
    7: "RSASHA1-NSEC3-SHA1",
    8: "RSA/SHA-256",
    10: "RSA/SHA-512",
    12: "GOST R 34.10-2001",
    13: "ECDSA P-256 with SHA-256",
    14: "ECDSA P-384 with SHA-384",
    15: "Ed25519",
    16: "Ed448",
    252: "Indirect",
    253: "Private, by domain name",
    254: "Private, by OID",
}

DIGEST_TYPES = {0: "Reserved", 1: "SHA-1", 2: "SHA-256", 3: "GOST R 34.11-94", 4: "SHA-384"}

CERTIFICATE_TYPES = {
    1: "PKIX",
    2: "SPKI",
    3: "PGP",
    4: "IPKIX",
    5: "ISPKI",
    6: "IPGP",
    7: "ACPKIX",
    8: "IACPKIX",
    253: "Private, by URI",
    254: "Private, by OID",
}

EDNS_OPTIONS = {
    1: "LLQ",
    2: "UL (update lease)",
    3: "NSID (name server identifier)",
    5: "DAU (signature algorithms understood)",
    6: "DHU (DS hashes understood)",
    7: "N3U (NSEC3 hashes understood)",
    8: "CSUBNET (client subnet)",
    9: "EXPIRE",
    10: "COOKIE",
    11: "TCP keepalive",
    12: "Padding",
    13: "CHAIN",
    14: "Key tag",
    15: "Extended DNS error",
    16: "Client tag",
    17: "Server tag",
    18: "Report channel",
}

EXTENDED_ERRORS = {
    0: "Other error",
    1: "Unsupported DNSKEY algorithm",
    2: "Unsupported DS digest type",
    3: "Stale answer",
    4: "Forged answer",
    5: "DNSSEC indeterminate",
    6: "DNSSEC bogus",
    7: "Signature expired",
    8: "Signature not yet valid",
    9: "DNSKEY missing",
    10: "RRSIGs missing",
    11: "No zone key bit set",
    12: "NSEC missing",
    13: "Cached error",
    14: "Not ready",
    15: "Blocked",
    16: "Censored",
    17: "Filtered",
    18: "Prohibited",
    19: "Stale NXDOMAIN answer",
    20: "Not authoritative",
    21: "Not supported",
    22: "No reachable authority",
    23: "Network error",
    24: "Invalid data",
}

SERVICE_PARAMETERS = {
    0: "mandatory",
    1: "alpn",
    2: "no-default-alpn",
    3: "port",
    4: "ipv4hint",
    5: "ech",
    6: "ipv6hint",
    7: "dohpath",
    32769: "odohconfig",
}


def type_name(number: int) -> str:
    """`A`, or `TYPE1234` where it has no name (RFC 3597 §5)."""
    return RECORD_TYPES.get(number, f"TYPE{number}")


def class_name(number: int) -> str:
    """`IN`, or `CLASS32` where it has no name (RFC 3597 §5)."""
    return CLASSES.get(number, f"CLASS{number}")
