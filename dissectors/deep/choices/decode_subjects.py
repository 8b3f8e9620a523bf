"""What of a packet can be decoded as something else: the numbers in it that lead from a layer to the next one.

Found in whichever tree there is, ours or tshark's: the fields have the same names in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.deep.choices.decode_as import DecodeAs

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.fields import Field

_TABLES: Final[Mapping[str, str]] = {
    "eth.type": "ethertype",
    "vlan.etype": "ethertype",
    "ieee8021ah.etype": "ethertype",
    "sll.etype": "ethertype",
    "sll.ltype": "sll.ltype",
    "llc.type": "ethertype",
    "mpls.label": "mpls.label",
    "pwach.channel_type": "pwach.channel_type",
    "ip.proto": "ip.proto",
    "ipv6.nxt": "ip.proto",
    "ipv6.hopopts.nxt": "ip.proto",
    "ipv6.dstopts.nxt": "ip.proto",
    "ipv6.routing.nxt": "ip.proto",
    "ipv6.fraghdr.nxt": "ip.proto",
    "ah.next_header": "ip.proto",
    "tcp.srcport": "tcp.port",
    "tcp.dstport": "tcp.port",
    "udp.srcport": "udp.port",
    "udp.dstport": "udp.port",
    "sctp.srcport": "sctp.port",
    "sctp.dstport": "sctp.port",
    "sctp.data_payload_proto_id": "sctp.ppi",
    "rtp.p_type": "rtp.pt",
    "btl2cap.psm": "btl2cap.psm",
    "sccp.called.ssn": "sccp.ssn",
    "sccp.calling.ssn": "sccp.ssn",
}
"""Field to dissector table, by Wireshark's names."""

_SECURED: Final[Mapping[str, tuple[str, str]]] = {"tls": ("tcp", "tls.port"), "dtls": ("udp", "dtls.port")}
"""What a layer decrypts is decoded by the ports of the layer that carries it, in a table of its own."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A number of the packet that a decision can be about."""

    table: str
    number: int
    label: str
    """What the number is called in the tree, such as "Destination Port"."""

    @property
    def selected(self) -> str:
        """As `DecodeAs.selected`."""
        return DecodeAs(self.table, self.number, "").selected


def subjects_of(decoded: Decoded, chosen: Field | None = None) -> list[Subject]:
    """All that can be decided about, each once: the layer with the chosen field first, then from the innermost out.

    Within a layer the chosen field comes first, then the lower number: servers have those.
    """
    roots = list(decoded.roots)
    chosen_root = next((root for root in roots if any(field is chosen for field in root.walk())), None)
    ordered = ([chosen_root] if chosen_root is not None else []) + [
        root for root in roots[::-1] if root is not chosen_root
    ]
    found: dict[str, Subject] = {}
    for root in ordered:
        pairs = sorted(_of_layer(root, roots), key=lambda pair: (pair[1] is not chosen, pair[0].number))
        for subject, _ in pairs:
            found.setdefault(subject.selected, subject)
    return list(found.values())


def _of_layer(root: Field, roots: Sequence[Field]) -> Iterator[tuple[Subject, Field]]:
    """With the field that each is about."""
    secured = _SECURED.get(root.name)
    if secured is not None:
        carrier, table = secured
        ports = {f"{carrier}.srcport": table, f"{carrier}.dstport": table}
        for other in roots:
            if other.name == carrier:
                yield from _numbers(other, ports)
    yield from _numbers(root, _TABLES)


def _numbers(root: Field, tables: Mapping[str, str]) -> Iterator[tuple[Subject, Field]]:
    for field in root.walk():
        table = tables.get(field.name)
        if table is not None and isinstance(field.value, int) and field.value >= 0:
            yield Subject(table, int(field.value), field.spec.label), field
