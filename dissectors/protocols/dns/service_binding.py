"""Data of SVCB and HTTPS records (RFC 9460): how a service is reached, told before the first connection."""

from __future__ import annotations

from collections.abc import Callable

from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, group, ipv4, ipv6, octets, string, u8, u16
from dissectors.names.dns import SERVICE_PARAMETERS
from dissectors.protocols.dns.domain_name import Message
from dissectors.protocols.dns.layout import Layout, fixed, name, repeated

PARAMETER = group("dns.svcb.svcparam", "Service parameter")
KEY = u16("dns.svcb.svcparam.key", "Key", values=SERVICE_PARAMETERS)
LENGTH = u16("dns.svcb.svcparam.value.length", "Value length", unit="bytes")
VALUE = octets("dns.svcb.svcparam.value", "Value")
MANDATORY = u16("dns.svcb.svcparam.mandatory.key", "Mandatory key", values=SERVICE_PARAMETERS)
ALPN_LENGTH = u8("dns.svcb.svcparam.alpn.length", "ALPN length")
ALPN = string(
    "dns.svcb.svcparam.alpn",
    "ALPN",
    explain="A protocol the service speaks, such as h2 or h3 (RFC 9460 §7.1).",
)
PORT = u16("dns.svcb.svcparam.port", "Port")
IPV4_HINT = ipv4("dns.svcb.svcparam.ipv4hint.ip", "IPv4 hint")
IPV6_HINT = ipv6("dns.svcb.svcparam.ipv6hint.ip", "IPv6 hint")
ECH = octets("dns.svcb.svcparam.echconfig", "ECH configuration")
ODOH = octets("dns.svcb.svcparam.odohconfig", "ODoH configuration")


def _read_alpn(cursor: Cursor, message: Message) -> None:
    cursor.take(ALPN, cursor.take(ALPN_LENGTH))


def _whole(spec: FieldSpec[bytes]) -> Callable[[Cursor, Message], None]:
    def read(cursor: Cursor, message: Message) -> None:
        cursor.take(spec, cursor.remaining)

    return read


VALUES = {
    0: repeated(fixed(MANDATORY)),
    1: repeated(_read_alpn),
    2: repeated(_whole(VALUE)),
    3: repeated(fixed(PORT)),
    4: repeated(fixed(IPV4_HINT)),
    5: _whole(ECH),
    6: repeated(fixed(IPV6_HINT)),
    32769: _whole(ODOH),
}


def read_parameter(cursor: Cursor, message: Message) -> None:
    with cursor.node(PARAMETER) as node:
        key = cursor.take(KEY)
        size = cursor.take(LENGTH)
        node.heading = f"Service parameter: {SERVICE_PARAMETERS.get(key, f'key{key}')}"
        with cursor.limit(size):
            if size:
                VALUES.get(key, _whole(VALUE))(cursor, message)


SERVICE_BINDING: Layout = (
    fixed(
        u16(
            "dns.svcb.svcpriority",
            "Priority",
            explain="0 makes it an alias; else the lowest is tried first (RFC 9460 §2.4).",
        )
    ),
    name(string("dns.svcb.targetname", "Target name", explain="Where the service is; the root stands for the owner.")),
    repeated(read_parameter),
)
