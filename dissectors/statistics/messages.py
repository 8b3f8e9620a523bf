"""What a packet says in DNS, HTTP or TLS: questions and answers, told from its dissection.

A question that workers can be asked (`packets.asking`); the answers are what `message_survey` collects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dissectors.names.cipher_suites import CIPHER_SUITES
from dissectors.names.dns import REPLY_CODES, type_name
from dissectors.names.http import STATUS_CODES
from dissectors.names.reverse import address_of
from dissectors.names.tls import GREASE, VERSIONS
from dissectors.streams.serial import MODULUS
from dissectors.transport.tcp_header import ACK, SYN

if TYPE_CHECKING:
    from dissectors.dissect import AnyLayer, Dissection
    from dissectors.fields import Field

Spoken = Literal["dns", "http", "tls", "mdns"]
SPOKEN: Final[tuple[Spoken, ...]] = ("dns", "http", "tls")
"""In which there is an answer to a question; in mDNS and LLMNR everybody tells everybody."""
SPEAKERS: Final[Mapping[str, Spoken]] = {
    "dns": "dns",
    "dns.tcp": "dns",
    "http": "http",
    "tls": "tls",
    "mdns": "mdns",
    "llmnr": "mdns",
}
"""By protocol."""
LONGEST: Final = 256
"""Characters of a name that are kept."""
MOST_IN_A_PACKET: Final = 64
"""Messages of one packet that are kept."""
MOST_ADDRESSES: Final = 8
"""Of one message that are kept."""
CLIENT_HELLO, SERVER_HELLO = 1, 2
NO_SEQUENCE: Final = -1


class Told(NamedTuple):
    """What a message itself says. Names are what came off the wire: not safe for a terminal."""

    protocol: Spoken
    is_answer: bool
    number: int
    """Of DNS the transaction's; else 0."""
    name: str
    """Of DNS what was asked for, of HTTP the host, of TLS the server's name in the client's hello."""
    kind: str
    """Of DNS the type of record, of HTTP the method, of TLS the version."""
    code: int | None
    """Of an answer: DNS reply code, HTTP status, TLS cipher suite."""
    code_name: str
    addresses: tuple[tuple[str, str], ...] = ()
    """Of an answer of DNS: names with an address that each has; of a PTR record the name that it gives an address."""
    path: str = ""
    """Of a request of HTTP what was asked for, without the query."""


class Message(NamedTuple):
    """One question or answer, and where it stands."""

    told: Told
    stream_field: str
    """tcp.stream or udp.stream; empty where there is none."""
    stream: int
    source: str
    destination: str
    port: int
    """The server's."""
    row: int = 0
    time: int | None = None
    """Nanoseconds since 1970."""
    sequence: int = NO_SEQUENCE
    """Of TCP the sequence number of the message's first byte: one that was sent again has the same."""
    is_joined: bool = False
    """It came in several TCP segments: by itself its row's packet does not tell it."""
    acknowledgment: int = NO_SEQUENCE
    """Of TCP what its sender had received from the other side: the sequence number of the next byte."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The question what messages a packet has, in order."""

    spoken: frozenset[Spoken]

    def __call__(self, dissection: Dissection) -> list[Message]:
        found: list[Message] = []
        for layer in dissection.layers:
            spoken = None if layer.quoted else SPEAKERS.get(layer.protocol.name)
            if spoken is None or spoken not in self.spoken:
                continue
            told = _READ[spoken](layer)
            if told is not None:
                found.append(_placed(told._replace(protocol=spoken), layer))
                if len(found) == MOST_IN_A_PACKET:
                    break
        return found


def _placed(told: Told, layer: AnyLayer) -> Message:
    """A message with its conversation, its ends and the server's port: of the nearest layers below that tell them."""
    name, stream, source, destination, port = "", -1, "", "", 0
    sequence, acknowledgment, is_joined = NO_SEQUENCE, NO_SEQUENCE, False
    at: AnyLayer | None = layer
    while at is not None:
        if not name and at.protocol.name in ("tcp", "udp") and at.has_header:
            number = at.frame.stream_at(at.start)
            if number is not None:
                name, stream = f"{at.protocol.name}.stream", number
            port = at.header.source_port if told.is_answer else at.header.destination_port
            if at.protocol.name == "tcp":
                sequence, is_joined = _sequence(layer, at), at.carries is not None
                acknowledgment = int(at.header.acknowledgment) if at.header.flags & ACK else NO_SEQUENCE
        if at.protocol.name in ("ip", "ipv6") and at.has_header:
            source, destination = (
                at.field(spec).text for spec in (at.protocol.source, at.protocol.destination) if spec
            )
            break
        at = at.below
    return Message(
        told,
        name,
        stream,
        source,
        destination,
        port,
        sequence=sequence,
        is_joined=is_joined,
        acknowledgment=acknowledgment,
    )


def _sequence(layer: AnyLayer, segment: AnyLayer) -> int:
    """The sequence number of a layer's first byte, which lies in a segment or in what was joined with it."""
    joined, header = segment.frame.joined, segment.header
    if segment.carries is not None and joined is not None:
        return (joined.sequence + layer.start) % MODULUS
    # The SYN takes the first sequence number (RFC 9293 §3.4).
    return int(header.sequence + (header.flags & SYN > 0) + layer.start - segment.payload_start) % MODULUS


Values = Mapping[str, "Field"]


def _first_values(layer: AnyLayer) -> dict[str, Field]:
    """Each field that is there, where it is first."""
    found: dict[str, Field] = {}
    for one in layer.root.walk():
        found.setdefault(one.name, one)
    return found


def _text(values: Values, name: str) -> str:
    found = values.get(name)
    if found is None:
        return ""
    # As filters compare it: its words may be escaped.
    return (found.value if isinstance(found.value, str) else str(found.text))[:LONGEST]


def _number(values: Values, name: str) -> int | None:
    found = values.get(name)
    return found.value if found is not None and isinstance(found.value, int) else None


def _dns(layer: AnyLayer) -> Told | None:
    values = _first_values(layer)
    is_answer, number = _number(values, "dns.flags.response"), _number(values, "dns.id")
    if is_answer is None or number is None:
        return None
    asked = _number(values, "dns.qry.type")
    name, kind = _text(values, "dns.qry.name"), "" if asked is None else type_name(asked)
    if not is_answer:
        return Told("dns", False, number, name, kind, None, "")
    code = _number(values, "dns.flags.rcode")
    return Told("dns", True, number, name, kind, code, _known(REPLY_CODES, code), _addresses(layer))


def _addresses(layer: AnyLayer) -> tuple[tuple[str, str], ...]:
    """Names with their addresses, and of addresses' own names, which PTR records give, the same."""
    owner, found = "", []
    for one in layer.root.walk():
        if one.name == "dns.resp.name":
            owner = str(one.text)[:LONGEST]
        elif one.name in ("dns.a", "dns.aaaa") and owner:
            found.append((owner, str(one.text)))
        elif one.name == "dns.ptr.domain_name" and (address := address_of(owner)):
            found.append((str(one.text)[:LONGEST], address))
        if len(found) == MOST_ADDRESSES:
            break
    return tuple(found)


def _http(layer: AnyLayer) -> Told | None:
    values = _first_values(layer)
    method, status = _text(values, "http.request.method"), _number(values, "http.response.code")
    if method:
        path = _text(values, "http.request.uri").partition("?")[0]
        return Told("http", False, 0, _text(values, "http.host"), method, None, "", path=path)
    return None if status is None else Told("http", True, 0, "", "", status, _known(STATUS_CODES, status))


def _tls(layer: AnyLayer) -> Told | None:
    values = _first_values(layer)
    hello = _number(values, "tls.handshake.type")
    if hello == CLIENT_HELLO:
        name = _text(values, "tls.handshake.extensions_server_name")
        return Told("tls", False, 0, name, _version(layer, values), None, "")
    if hello == SERVER_HELLO:
        suite = _number(values, "tls.handshake.ciphersuite")
        return Told("tls", True, 0, "", _version(layer, values), suite, _known(CIPHER_SUITES, suite))
    return None


def _version(layer: AnyLayer, values: Values) -> str:
    """What was agreed on, or the highest that was offered (RFC 8446 §4.2.1)."""
    listed = [one.value for one in layer.root.walk() if one.name == "tls.handshake.extensions.supported_version"]
    # Some offers only keep servers used to what they do not know (RFC 8701).
    versions = [value for value in listed if isinstance(value, int) and value not in GREASE]
    return _known(VERSIONS, max(versions, default=_number(values, "tls.handshake.version")))


def _known(names: Mapping[int, str], number: int | None) -> str:
    return "" if number is None else names.get(number, str(number))


_READ: Final[Mapping[Spoken, Callable[[AnyLayer], Told | None]]] = {
    "dns": _dns,
    "mdns": _dns,
    "http": _http,
    "tls": _tls,
}
