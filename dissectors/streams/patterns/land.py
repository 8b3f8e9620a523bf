"""LAND packets: source and destination are one endpoint, so that a weak TCP answers itself for ever (CVE-1999-0016)."""

from __future__ import annotations

import numpy as np

from dissectors.gathering import bytes_at
from dissectors.protocols.ethernet import EthernetHeader
from dissectors.streams.endpoints import ADDRESS_BYTES
from dissectors.streams.patterns.batch import Batch
from dissectors.streams.patterns.finding import (
    MOST_OF_A_KIND,
    Finding,
    address_text,
    count_text,
    endpoint_text,
    network_of,
)
from dissectors.streams.patterns.grouping import Integers, groups, number_octets
from dissectors.streams.patterns.sightings import Sighting, Sightings, first_rows
from dissectors.transport.tcp_header import ACK, SYN

KIND = "land"
TITLE = "LAND packet"

THRESHOLD = (
    "One SYN whose source and destination are the same address and port, outside of loopback: no TCP sends it on a "
    "wire, because its own machine gets what is sent to its own address."
)
DOUBT = (
    "A capture on a loopback or virtual interface that shows real-looking addresses and hardware addresses would look "
    "the same: there a program may connect to itself."
)


class LandWatch:
    """Looks at every SYN."""

    def __init__(self) -> None:
        self._seen = Sightings()

    def add(self, batch: Batch) -> None:
        """Take in a batch."""
        messages, segments = batch.tcp, batch.segments
        if not len(segments):
            return
        opens = (segments.flags & (SYN | ACK) == SYN) & (messages.ports[:, :2] == messages.ports[:, 2:]).all(axis=1)
        chosen = np.flatnonzero(opens)
        addresses = batch.networks.addresses[messages.networks[chosen]]
        same = (addresses[:, 0] == addresses[:, 1]).all(axis=1) & ~_loops(addresses[:, 0])
        chosen = chosen[same]
        if len(chosen):
            chosen = chosen[~_from_nowhere(batch, segments.rows[chosen] - batch.piece.first)]
        addresses = batch.networks.addresses[messages.networks[chosen], 0]
        ends = np.concatenate([addresses, messages.ports[chosen, 2:]], axis=1)
        for own in groups(number_octets(ends), most=MOST_OF_A_KIND):
            rows, times, end = messages.rows[chosen[own]], messages.times[chosen[own]], ends[own[0]].tobytes()
            key = (KIND, end[:ADDRESS_BYTES], int.from_bytes(end[ADDRESS_BYTES:], "big"))
            self._seen.add([Sighting(key, first_rows(rows), len(rows), int(times.min()), int(times.max()))])

    def findings(self) -> list[Finding]:
        """What was seen so far."""
        return [_finding(seen) for seen in self._seen]


def _loops(addresses: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """127.0.0.0/8, ::1, 0.0.0.0 and ::."""
    four = (addresses[:, 0] == 4) & ((addresses[:, 1] == 127) | (addresses[:, 1:5] == 0).all(axis=1))
    six = (addresses[:, 0] == 6) & (addresses[:, 1:16] == 0).all(axis=1) & (addresses[:, 16] <= 1)
    loops: np.ndarray[tuple[int], np.dtype[np.bool_]] = four | six
    return loops


def _from_nowhere(batch: Batch, rows: Integers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether both Ethernet addresses of a frame are zeros or the same: loopback's; True where there are none."""
    layers = batch.layers("eth")
    if layers is None:
        return np.ones(len(rows), np.bool_)
    layers = layers.select(layers.starts + EthernetHeader.size <= layers.stops)
    at = np.searchsorted(layers.rows, rows)
    there = at < len(layers.rows)
    there[there] = layers.rows[at[there]] == rows[there]
    found = np.ones(len(rows), np.bool_)
    data = bytes_at(batch.data, layers.starts[at[there]], 12)
    found[there] = (data[:, :6] == data[:, 6:]).all(axis=1)
    return found


def _finding(seen: Sighting) -> Finding:
    _, address, port = seen.key
    assert isinstance(address, bytes)
    assert isinstance(port, int)
    host = address_text(address[:ADDRESS_BYTES])
    network = network_of(host)
    return Finding(
        kind=KIND,
        title=TITLE,
        severity="error",
        certainty="likely",
        sentence=f"{count_text(seen.count, 'SYN')} to {endpoint_text(host, port)} with that same endpoint as the "
        "source: forged, to make the host answer itself.",
        hosts=(host,),
        ports=(port,),
        packets=tuple(row + 1 for row in seen.rows),
        count=seen.count,
        filter=f"{network}.src == {host} && {network}.dst == {host} && tcp.srcport == {port} && tcp.dstport == {port}",
        threshold=THRESHOLD,
        doubt=DOUBT,
    )
