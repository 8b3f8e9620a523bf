"""Scans of TCP: one host tries many ports of another (vertical), or one port of many hosts (horizontal).

Judged from the records of attempts, by the flags that each began with: SYN, FIN, NULL, XMAS (FIN, PSH, URG) or ACK.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.patterns.attempts import (
    ANSWERED,
    ANSWERED_DATA,
    ASKED_ACK,
    ASKED_DATA,
    ASKED_RST,
    REFUSED,
    SYN_ACK,
    SYN_AGAIN,
    SYN_SENT,
    Records,
    address_of,
    number_addresses,
    ports_of,
)
from dissectors.streams.patterns.finding import (
    MOST_OF_A_KIND,
    NANOSECONDS,
    Finding,
    address_text,
    count_text,
    network_of,
    numbers_text,
    span_text,
)
from dissectors.streams.patterns.grouping import Integers, densest, groups, number_integers
from dissectors.streams.patterns.sightings import Sighting, at_least, first_rows
from dissectors.transport.tcp_header import ACK, FIN, PSH, SYN, URG

Booleans = NDArray[np.bool_]

WITHIN = 60 * NANOSECONDS
FEW_PACKETS = 3
"""A probe is no conversation."""
WELL_KNOWN = 1024
LEAST_WELL_KNOWN = 5
"""Of the ports that ACKs go to: answers to clients, seen one way only, never go to them."""
MOST_SPOKEN_TO = 0.2
MOST_JUDGED = 4 * MOST_OF_A_KIND


@dataclass(frozen=True, slots=True)
class Method:
    """One way to scan."""

    name: str
    flags: int
    """Of the first segment; SYN stands for any with SYN and without ACK."""
    ports: int
    """Different ones of one host, to be told."""
    hosts: int
    """Different ones, with the same port."""
    why: str

    @property
    def filter(self) -> str:
        """The end of a display filter."""
        if self.flags == SYN:
            return "tcp.flags.syn == 1 && tcp.flags.ack == 0"
        return f"tcp.flags == 0x{self.flags:03x}"


_NEVER = "no TCP sends such a segment, so that few prove intent"
METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method(
            "SYN",
            SYN,
            20,
            30,
            "of which at least half were refused or not answered and at most a fifth were spoken to: programs know "
            "where they want to go, and those that open many connections are answered",
        ),
        Method("FIN", FIN, 5, 5, _NEVER),
        Method("NULL", 0, 5, 5, _NEVER),
        Method("XMAS", FIN | PSH | URG, 5, 5, _NEVER),
        Method(
            "ACK",
            ACK,
            20,
            30,
            "at least half of them answered by RST and five of the ports below 1024: a capture that begins in the "
            "middle shows lone ACKs too, but to the high ports of clients",
        ),
    )
}
DOUBTS: Mapping[str, str] = {
    "SYN": "An inventory or a monitor that asks many services looks the same: who runs {asker} would know. Probes "
    "slower than one in three seconds are not told.",
    "FIN": "Frames made for a test look the same.",
    "NULL": "Frames made for a test look the same.",
    "XMAS": "Frames made for a test look the same.",
    "ACK": "A host that lost its connections, by a restart, refuses leftovers of them with RST: then both sides' ports "
    "were in use before.",
}


def see(records: Records) -> list[Sighting]:
    """What records of TCP show."""
    found: list[Sighting] = []
    flags, seen = records["first_flags"].astype(np.int64), records["seen"].astype(np.int64)
    for method in METHODS.values():
        if method.flags == SYN:
            chosen = (flags & (SYN | ACK)) == SYN
        else:
            chosen = (flags == method.flags) & (seen & (SYN_SENT | ASKED_DATA | ANSWERED_DATA) == 0)
            chosen &= records["packets"] <= FEW_PACKETS
        if np.count_nonzero(chosen) >= min(method.ports, method.hosts, MOST_JUDGED):
            found += _see_method(records[chosen], method)
    return found


def _see_method(records: Records, method: Method) -> list[Sighting]:
    askers, asked = number_addresses(records["asker"], records["asked"])
    ports = ports_of(records["asked"])
    many = int(max(askers.max(), asked.max())) + 1
    found = []
    for places in groups(number_integers(askers * many + asked), method.ports, MOST_JUDGED):
        found.append(_judge(records[places], ports[places], ports[places], method, "vertical"))
    for places in groups(number_integers(askers * 65536 + ports), method.hosts, MOST_JUDGED):
        found.append(_judge(records[places], asked[places], ports[places], method, "horizontal"))
    return [one for one in found if one is not None]


def _judge(records: Records, targets: Integers, ports: Integers, method: Method, direction: str) -> Sighting | None:
    """Attempts of one host at one host's ports, or at one port of many hosts; `targets` tells these apart."""
    seen = records["seen"].astype(np.int64)
    refused = (seen & REFUSED > 0) & (seen & SYN_ACK == 0)
    silent = seen & ANSWERED == 0
    is_open = seen & SYN_ACK > 0
    connected = is_open & (seen & ASKED_ACK > 0)
    spoken = connected & (seen & ASKED_DATA > 0)
    probes = ~spoken
    least = method.ports if direction == "vertical" else method.hosts
    tried, first = np.unique(targets[probes], return_index=True)
    if len(tried) < least or not _holds(method, direction, targets, ports, refused, silent, spoken, seen):
        return None
    times: Integers = records["first_time"][probes][first]
    if densest(times, WITHIN)[0] < least:
        return None
    probed = records[probes]
    half_open = is_open & (seen & ASKED_RST > 0) & ~connected
    open_ports = np.unique(ports[is_open & probes])
    place = address_of(records["asked"][0]) if direction == "vertical" else int(ports[0])
    return Sighting(
        key=(method.name, direction, address_of(records["asker"][0]), place),
        rows=first_rows(probed["first_row"].astype(np.int64)),
        count=len(probed),
        began=int(probed["first_time"].min()),
        ended=int(probed["first_time"].max()),
        sums={
            "refused": _targets(targets, refused & probes),
            "silent": _targets(targets, silent & probes),
            "open": _targets(targets, is_open & probes),
            "half_open": int(np.count_nonzero(half_open)),
            "connected": int(np.count_nonzero(connected & probes)),
        },
        most={"targets": len(tried)},
        some={"open": tuple(open_ports[:20].tolist()), "ports": tuple(np.unique(ports[probes])[:64].tolist())},
    )


def _targets(targets: Integers, mask: Booleans) -> int:
    return len(np.unique(targets[mask]))


def _holds(
    method: Method,
    direction: str,
    targets: Integers,
    ports: Integers,
    refused: Booleans,
    silent: Booleans,
    spoken: Booleans,
    seen: Integers,
) -> bool:
    """Whether answers are those of a scan."""
    every = _targets(targets, np.ones(len(targets), np.bool_))
    if method.flags == ACK:
        well_known = len(np.unique(ports[ports < WELL_KNOWN]))
        needed = LEAST_WELL_KNOWN if direction == "vertical" else 1
        return well_known >= needed and 2 * _targets(targets, seen & REFUSED > 0) >= every
    if method.flags != SYN:
        return True
    if 2 * _targets(targets, refused | silent) < every or _targets(targets, spoken) > MOST_SPOKEN_TO * every:
        return False
    # A host without a network tries many servers, and repeats each SYN; scanners do not.
    repeated = int(np.count_nonzero(silent & (seen & SYN_AGAIN > 0)))
    return (
        direction == "vertical"
        or 2 * repeated <= int(np.count_nonzero(silent))
        or 2 * _targets(targets, refused) > every
    )


def finding(seen: Sighting) -> Finding:
    """What it comes to."""
    name, direction, asker_address, place = seen.key
    assert isinstance(asker_address, bytes)
    method = METHODS[str(name)]
    asker = address_text(asker_address)
    network = network_of(asker)
    hosts: tuple[str, ...]
    if isinstance(place, bytes):
        asked = address_text(place)
        what = f"{at_least(seen)}{count_text(seen.most['targets'], 'TCP port')} of {asked}"
        target, hosts, ports = f"{network}.dst == {asked}", (asker, asked), seen.some["ports"]
        needed = f"{method.ports} ports of one host"
    else:
        assert isinstance(place, int)
        what = f"TCP port {place} of {at_least(seen)}{count_text(seen.most['targets'], 'host')}"
        target, hosts, ports = f"tcp.dstport == {place}", (asker,), (place,)
        needed = f"one port of {method.hosts} hosts"
    return Finding(
        kind=f"{method.name.lower()}-scan",
        title=f"Port scan, {_way(method, seen)}, {direction}",
        severity="warning",
        certainty="likely",
        sentence=f"{asker} tried {what} within {span_text(seen.ended - seen.began)}, {_begun(method)}"
        f"{_answers(method, seen)}.",
        hosts=hosts,
        ports=ports,
        packets=tuple(row + 1 for row in seen.rows),
        count=seen.count,
        filter=f"{network}.src == {asker} && {target} && {method.filter}",
        threshold=f"{needed} within {WITHIN // NANOSECONDS} s, {method.why}.",
        doubt=DOUBTS[method.name].format(asker=asker),
    )


def _way(method: Method, seen: Sighting) -> str:
    if method.flags != SYN:
        return method.name
    if not seen.sums["open"]:
        return "SYN"
    return "connect" if seen.sums["connected"] > seen.sums["half_open"] else "SYN (half-open)"


def _begun(method: Method) -> str:
    return {
        "SYN": "each with a SYN",
        "FIN": "each with a lone FIN, which closed ports must refuse and open ones ignore (RFC 9293 §3.10.7)",
        "NULL": "each with a segment without any flag, which closed ports must refuse and open ones ignore",
        "XMAS": "each with FIN, PSH and URG together, which closed ports must refuse and open ones ignore",
        "ACK": "each with a lone ACK, which tells what a filter lets through",
    }[method.name]


def _answers(method: Method, seen: Sighting) -> str:
    sums = seen.sums
    parts = []
    if sums["refused"]:
        parts.append(f"{sums['refused']:,} refused")
    if sums["silent"]:
        parts.append(f"{sums['silent']:,} did not answer")
    if sums["open"]:
        which = f" ({numbers_text(seen.some['open'])})" if isinstance(seen.key[3], bytes) else ""
        how = "" if sums["connected"] > sums["half_open"] else ", and were left half-open"
        parts.append(f"{sums['open']:,} answered{which}{how}")
    if method.flags == SYN and seen.count > seen.most["targets"]:
        parts.append(f"{seen.count:,} attempts in all")
    return f": {', '.join(parts)}" if parts else ""
