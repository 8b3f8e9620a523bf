"""ICMP redirects: a router, or who pretends to be one, sends a host's packets another way (RFC 792, RFC 4861 §8)."""

from __future__ import annotations

import numpy as np

from dissectors.gathering import bytes_at
from dissectors.protocols.icmpv6 import ICMPv6Header
from dissectors.streams.endpoints import ADDRESS_BYTES
from dissectors.streams.patterns.batch import Batch, Bytes
from dissectors.streams.patterns.finding import MOST_OF_A_KIND, Finding, address_text, count_text, network_of
from dissectors.streams.patterns.grouping import Integers, groups, number_octets
from dissectors.streams.patterns.sightings import Sighting, Sightings, first_rows

KIND = "icmp-redirect"
TITLE = "ICMP redirects"

REDIRECT_V4, REDIRECT_V6 = 5, 137
_GATEWAY = {"icmp": (8, 4, 4), "icmpv6": (24, 8, 16)}
"""Bytes that the message must have, where in it the gateway stands, and how long it is."""

THRESHOLD = "One redirect that is not itself quoted by an error message: most networks have none."
DOUBT = (
    "A router sends them rightly when two routers share a link: so it is if {router} is the host's router and the "
    "gateway another router of the same link. Hosts can be told to ignore redirects."
)


class RedirectWatch:
    """Looks at every ICMP message."""

    def __init__(self) -> None:
        self._seen = Sightings()

    def add(self, batch: Batch) -> None:
        """Take in a batch."""
        for protocol, wanted in (("icmp", REDIRECT_V4), ("icmpv6", REDIRECT_V6)):
            layers = batch.layers(protocol)
            if layers is None:
                continue
            needed, _, _ = _GATEWAY[protocol]
            layers = layers.select((layers.starts + needed <= layers.stops) & ~layers.quoted)
            layers = layers.select(ICMPv6Header.type.column(batch.data, layers.starts) == wanted)
            networks = batch.below(layers)
            layers, networks = layers.select(networks >= 0), networks[networks >= 0]
            if len(layers.rows):
                self._see(batch, protocol, layers.rows, layers.starts, networks)

    def _see(self, batch: Batch, protocol: str, rows: Integers, starts: Integers, networks: Integers) -> None:
        _, place, length = _GATEWAY[protocol]
        gateways: Bytes = np.zeros((len(rows), ADDRESS_BYTES), np.uint8)
        gateways[:, 0] = 4 if length == 4 else 6
        gateways[:, 1 : 1 + length] = bytes_at(batch.data, starts + place, length)
        ends = batch.networks.addresses[networks]
        triples = np.concatenate([ends.reshape(len(rows), -1), gateways], axis=1)
        times = batch.times[rows]
        for own in groups(number_octets(triples), most=MOST_OF_A_KIND):
            router, host, gateway = (part.tobytes() for part in np.split(triples[own[0]], 3))
            self._seen.add(
                [
                    Sighting(
                        (KIND, router, host, gateway),
                        first_rows(rows[own].astype(np.int64) + batch.piece.first),
                        len(own),
                        int(times[own].min()),
                        int(times[own].max()),
                    )
                ]
            )

    def findings(self) -> list[Finding]:
        """What was seen so far."""
        return [_finding(seen) for seen in self._seen]


def _finding(seen: Sighting) -> Finding:
    _, *addresses = seen.key
    router, host, gateway = (address_text(address) for address in addresses if isinstance(address, bytes))
    network = network_of(router)
    kind = f"icmp.type == {REDIRECT_V4}" if network == "ip" else f"icmpv6.type == {REDIRECT_V6}"
    return Finding(
        kind=KIND,
        title=TITLE,
        severity="note",
        certainty="certain",
        sentence=f"{router} told {host} by {count_text(seen.count, 'redirect')} to send by way of {gateway}.",
        hosts=(router, host, gateway),
        ports=(),
        packets=tuple(row + 1 for row in seen.rows),
        count=seen.count,
        filter=f"{kind} && {network}.src == {router} && {network}.dst == {host}",
        threshold=THRESHOLD,
        doubt=DOUBT.format(router=router),
    )
