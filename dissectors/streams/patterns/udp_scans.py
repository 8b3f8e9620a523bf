"""Scans of UDP: one host sends a datagram or two to many ports of another, or to one port of many hosts.

Judged from the records of attempts. Closed ports complain by ICMP, which is what such a scan waits for.
"""

from __future__ import annotations

import numpy as np

from dissectors.streams.patterns.attempts import (
    ANSWERED,
    UNREACHABLE,
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

KIND = "udp-scan"

LEAST = 20
WITHIN = 60 * NANOSECONDS
FEW_PACKETS = 4
LEAST_WELL_KNOWN = 5
WELL_KNOWN = 1024
LEAST_REFUSED = 5
ROUTES = 3
"""Traceroute too sends to many ports: with so many different times to live, small ones among them."""
SMALL_TTL = 3
MOST_JUDGED = 4 * MOST_OF_A_KIND

THRESHOLD = (
    f"{LEAST} ports of one host within {WITHIN // NANOSECONDS} s, each with at most {FEW_PACKETS} datagrams and nine "
    f"in ten unanswered, {LEAST_WELL_KNOWN} of them below {WELL_KNOWN} or {LEAST_REFUSED} refused by ICMP: answers to "
    "a client, seen one way only, go to its high ports and are not refused. Traceroute is told by its times to live. "
    f"Horizontally: one port of {LEAST} hosts, half of them refusing by ICMP."
)


def see(records: Records) -> list[Sighting]:
    """What records of UDP show."""
    if len(records) < LEAST:
        return []
    askers, asked = number_addresses(records["asker"], records["asked"])
    ports = ports_of(records["asked"])
    many = int(max(askers.max(), asked.max())) + 1
    found = [
        _vertical(records[places], ports[places])
        for places in groups(number_integers(askers * many + asked), LEAST, MOST_JUDGED)
    ]
    found += [
        _horizontal(records[places], asked[places], int(ports[places[0]]))
        for places in groups(number_integers(askers * 65536 + ports), LEAST, MOST_JUDGED)
    ]
    return [one for one in found if one is not None]


def _vertical(records: Records, ports: Integers) -> Sighting | None:
    short = (records["seen"] & ANSWERED == 0) & (records["packets"] <= FEW_PACKETS)
    tried, first = np.unique(ports[short], return_index=True)
    if len(tried) < LEAST or len(tried) < 0.9 * len(np.unique(ports)):
        return None
    refused = len(np.unique(ports[short & (records["seen"] & UNREACHABLE > 0)]))
    ttls = np.unique(records["first_ttl"][short])
    if len(ttls) >= ROUTES and ttls[0] <= SMALL_TTL:
        return None
    if refused < LEAST_REFUSED and np.count_nonzero(tried < WELL_KNOWN) < LEAST_WELL_KNOWN:
        return None
    if densest(records["first_time"][short][first], WITHIN)[0] < LEAST:
        return None
    return _sighting(records, short, "vertical", address_of(records["asked"][0]), len(tried), refused, tried)


def _horizontal(records: Records, asked: Integers, port: int) -> Sighting | None:
    short = (records["seen"] & ANSWERED == 0) & (records["packets"] <= FEW_PACKETS)
    tried, first = np.unique(asked[short], return_index=True)
    refused = len(np.unique(asked[short & (records["seen"] & UNREACHABLE > 0)]))
    if len(tried) < LEAST or 2 * refused < len(np.unique(asked)):
        return None
    if densest(records["first_time"][short][first], WITHIN)[0] < LEAST:
        return None
    return _sighting(records, short, "horizontal", port, len(tried), refused, np.array([port]))


def _sighting(
    records: Records,
    chosen: np.ndarray[tuple[int], np.dtype[np.bool_]],
    direction: str,
    place: bytes | int,
    targets: int,
    refused: int,
    ports: Integers,
) -> Sighting:
    probes = records[chosen]
    return Sighting(
        key=(KIND, direction, address_of(records["asker"][0]), place),
        rows=first_rows(probes["first_row"].astype(np.int64)),
        count=len(probes),
        began=int(probes["first_time"].min()),
        ended=int(probes["first_time"].max()),
        sums={"refused": refused},
        most={"targets": targets},
        some={"ports": tuple(ports[:64].tolist())},
    )


def finding(seen: Sighting) -> Finding:
    """What it comes to."""
    _, direction, asker_address, place = seen.key
    assert isinstance(asker_address, bytes)
    asker, refused = address_text(asker_address), seen.sums["refused"]
    network = network_of(asker)
    hosts: tuple[str, ...]
    if isinstance(place, bytes):
        asked = address_text(place)
        which = numbers_text(seen.some["ports"])
        what = f"{at_least(seen)}{count_text(seen.most['targets'], 'UDP port')} of {asked} ({which})"
        target, hosts, ports = f"{network}.dst == {asked} && udp", (asker, asked), seen.some["ports"]
    else:
        assert isinstance(place, int)
        what = f"UDP port {place} of {at_least(seen)}{count_text(seen.most['targets'], 'host')}"
        target, hosts, ports = f"udp.dstport == {place}", (asker,), (place,)
    told = f"{refused:,} were refused by ICMP, the others did not answer" if refused else "none answered"
    return Finding(
        kind=KIND,
        title=f"Port scan, UDP, {direction}",
        severity="warning",
        certainty="likely" if refused >= LEAST_REFUSED else "possible",
        sentence=f"{asker} sent datagrams to {what} within {span_text(seen.ended - seen.began)}: {told}.",
        hosts=hosts,
        ports=ports,
        packets=tuple(row + 1 for row in seen.rows),
        count=seen.count,
        filter=f"{network}.src == {asker} && {target}",
        threshold=THRESHOLD,
        doubt="A program that looks for a service on all its ports, or answers of which the questions were not "
        "captured, could look the same: see whether the ports asked are those of known services.",
    )
