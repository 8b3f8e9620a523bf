"""Fragments that overlap: Teardrop (CVE-1999-0015) and evasion (RFC 3128, RFC 5722). No sender cuts packets so.

Exact copies are no overlap. Looks at all fragments of IPv4 and IPv6.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dissectors.gathering import bytes_at
from dissectors.protocols.ipv4 import IPv4Header
from dissectors.streams.endpoints import ADDRESS_BYTES
from dissectors.streams.patterns.batch import Batch, Bytes
from dissectors.streams.patterns.finding import (
    MOST_OF_A_KIND,
    NANOSECONDS,
    Finding,
    address_text,
    count_text,
    network_of,
)
from dissectors.streams.patterns.grouping import Integers, groups, number_octets, number_rows
from dissectors.streams.patterns.sightings import Sighting, Sightings, first_rows

KIND = "overlapping-fragments"

TOGETHER = NANOSECONDS
"""Fragments of one packet follow each other; the number may be used again later."""
MOST_REMEMBERED = 8192

THRESHOLD = (
    "One fragment that overlaps another of the same packet (same addresses, protocol and identification, less than "
    f"{TOGETHER // NANOSECONDS} s apart) and is no copy of it: who cuts a packet cuts it once, without overlaps; "
    "IPv6 forbids them (RFC 5722)."
)
DOUBT = (
    "A packet that was cut again on another way, or an identification used again within a second, would look the same. "
    "Old systems crashed on such packets; today they may hide something from a firewall that puts them together "
    "otherwise than the host."
)
_KEY_BYTES = 40
_FRAGMENT = np.dtype([("key", "V40"), ("row", "<i8"), ("time", "<i8"), ("start", "<i8"), ("stop", "<i8")])

Fragments = NDArray[np.void]


class FragmentWatch:
    """Remembers the latest MOST_REMEMBERED fragments, for those of the next batch."""

    def __init__(self) -> None:
        self._before: Fragments = np.zeros(0, _FRAGMENT)
        self._seen = Sightings()

    def add(self, batch: Batch) -> None:
        """Take in a batch."""
        # A fragment that says it has nothing in it overlaps none.
        fresh = [part for part in (_of_ipv4(batch), _of_ipv6(batch)) if part is not None and len(part)]
        if not fresh:
            return
        every = np.concatenate([self._before, *fresh])
        every = every[np.argsort(every["row"], kind="stable")]
        self._judge(every, batch.first)
        self._before = every[-MOST_REMEMBERED:]

    def _judge(self, fragments: Fragments, first_new: int) -> None:
        keys = np.ascontiguousarray(fragments["key"]).view(np.uint64).reshape(len(fragments), -1)
        group = number_rows(keys)
        order = np.lexsort((fragments["row"], group))
        group, fragments, keys = group[order], fragments[order], keys[order]
        apart = np.diff(fragments["time"]) > TOGETHER
        packet = np.cumsum(np.concatenate([[0], ((np.diff(group) != 0) | apart).astype(np.int64)]))
        order = np.lexsort((fragments["row"], fragments["stop"], fragments["start"], packet))
        packet, fragments, keys = packet[order], fragments[order], keys[order]
        copies = np.zeros(len(packet), np.bool_)
        copies[1:] = (np.diff(packet) == 0) & (np.diff(fragments["start"]) == 0) & (np.diff(fragments["stop"]) == 0)
        packet, fragments, keys = packet[~copies], fragments[~copies], keys[~copies]
        # Ends of one packet are all below those of the next, so that one running maximum serves all.
        reach = np.maximum.accumulate(fragments["stop"] + (packet << 20)) - (packet << 20)
        overlap = np.zeros(len(packet), np.bool_)
        overlap[1:] = (np.diff(packet) == 0) & (fragments["start"][1:] < reach[:-1])
        inside = overlap.copy()
        inside[1:] &= fragments["stop"][1:] <= reach[:-1]
        # One of a packet's fragments is new, or all of it was told before.
        latest = np.zeros(int(packet[-1]) + 1, np.int64)
        np.maximum.at(latest, packet, fragments["row"])
        chosen = np.flatnonzero(overlap & (latest[packet] >= first_new))
        if not len(chosen):
            return
        ends = np.ascontiguousarray(fragments["key"][chosen]).view(np.uint8).reshape(len(chosen), -1)
        for own in groups(number_octets(ends[:, : 2 * ADDRESS_BYTES]), most=MOST_OF_A_KIND):
            self._tell(fragments, packet, chosen[own], inside)

    def _tell(self, fragments: Fragments, packet: Integers, chosen: Integers, inside: NDArray[np.bool_]) -> None:
        """The overlapping fragments between two hosts."""
        whole = np.isin(packet, packet[chosen])
        rows, times = fragments["row"][whole].astype(np.int64), fragments["time"][whole]
        ends = fragments["key"][chosen[0]].tobytes()
        self._seen.add(
            [
                Sighting(
                    (KIND, ends[:ADDRESS_BYTES], ends[ADDRESS_BYTES : 2 * ADDRESS_BYTES]),
                    first_rows(rows),
                    len(rows),
                    int(times.min()),
                    int(times.max()),
                    sums={"packets": len(np.unique(packet[chosen])), "inside": int(inside[chosen].sum())},
                )
            ]
        )

    def findings(self) -> list[Finding]:
        """What was seen so far."""
        return [_finding(seen) for seen in self._seen]


def _of_ipv4(batch: Batch) -> Fragments | None:
    networks = batch.networks
    chosen = np.flatnonzero(
        (networks.addresses[:, 0, 0] == 4) & ~networks.quoted & (networks.starts + IPv4Header.size <= networks.stops)
    )
    head = bytes_at(batch.data, networks.starts[chosen], 10)
    words = np.ascontiguousarray(head[:, 6:8]).view(">u2").reshape(-1).astype(np.int64)
    cut = words & 0x3FFF > 0
    chosen, head, words = chosen[cut], head[cut], words[cut]
    if not len(chosen):
        return None
    total = np.ascontiguousarray(head[:, 2:4]).view(">u2").reshape(-1).astype(np.int64)
    lengths = total - (head[:, 0] & 15).astype(np.int64) * 4
    return _fragments(batch, chosen, head[:, 4:6], head[:, 9], (words & 0x1FFF) * 8, lengths)


def _of_ipv6(batch: Batch) -> Fragments | None:
    layers = batch.layers("ipv6.fraghdr")
    if layers is None:
        return None
    # The outermost of a row: fragments in fragments are another matter.
    outer = np.concatenate([[True], np.diff(layers.rows) > 0])
    layers = layers.select(outer & ~layers.quoted & (layers.starts + 8 <= layers.stops))
    head = bytes_at(batch.data, layers.starts, 8)
    words = np.ascontiguousarray(head[:, 2:4]).view(">u2").reshape(-1).astype(np.int64)
    below = batch.below(layers)
    cut = (words & 0xFFF9 > 0) & (below >= 0)
    if not cut.any():
        return None
    lengths = (layers.reported_stops - layers.starts - 8)[cut]
    return _fragments(batch, below[cut], head[cut, 4:8], head[cut, 0], (words & 0xFFF8)[cut], lengths)


def _fragments(
    batch: Batch, networks: Integers, identification: Bytes, carried: Bytes, starts: Integers, lengths: Integers
) -> Fragments:
    found = np.zeros(len(networks), _FRAGMENT)
    key = np.zeros((len(networks), _KEY_BYTES), np.uint8)
    key[:, : 2 * ADDRESS_BYTES] = batch.networks.addresses[networks].reshape(len(networks), -1)
    key[:, 2 * ADDRESS_BYTES : 2 * ADDRESS_BYTES + identification.shape[1]] = identification
    key[:, -1] = carried
    found["key"] = key.view("V40").reshape(-1)
    rows = batch.networks.rows[networks]
    found["row"], found["time"] = rows + batch.piece.first, batch.times[rows]
    found["start"], found["stop"] = starts, starts + np.maximum(lengths, 0)
    return found[lengths > 0]


def _finding(seen: Sighting) -> Finding:
    _, *ends = seen.key
    source, destination = (address_text(end) for end in ends if isinstance(end, bytes))
    network = network_of(source)
    inside = seen.sums["inside"]
    fragments = "(ip.flags.mf == 1 || ip.frag_offset > 0)" if network == "ip" else "ipv6.fraghdr"
    how = f", {inside:,} of them inside another, as Teardrop sends them" if inside else ""
    return Finding(
        kind=KIND,
        title="Overlapping fragments (Teardrop)" if inside else "Overlapping fragments",
        severity="warning",
        certainty="likely",
        sentence=f"{count_text(seen.sums['packets'], 'packet')} from {source} to {destination} came in "
        f"{count_text(seen.count, 'fragment')} that overlap{how}.",
        hosts=(source, destination),
        ports=(),
        packets=tuple(row + 1 for row in seen.rows),
        count=seen.count,
        filter=f"{network}.src == {source} && {network}.dst == {destination} && {fragments}",
        threshold=THRESHOLD,
        doubt=DOUBT,
    )
