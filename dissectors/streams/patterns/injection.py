"""Segments that do not belong: resets and data that somebody else sent in a host's name (RFC 5961).

Told by their sequence number, by a time to live unlike the flow's, and by a flow that goes on as if nothing had been.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dissectors.checksum import internet_checksum, pseudo_header
from dissectors.streams.endpoints import ADDRESS_BYTES
from dissectors.streams.patterns.batch import Batch
from dissectors.streams.patterns.finding import MOST_OF_A_KIND, Finding, count_text, endpoint_text, numbers_text
from dissectors.streams.patterns.flows import Flows
from dissectors.streams.patterns.grouping import groups, number_integers
from dissectors.streams.patterns.resets import ResetWatch
from dissectors.streams.patterns.sightings import Sighting, Sightings, first_rows

KIND = "conflicting-data"
TCP_NUMBER = 6
TITLE = "One stretch of a stream with two contents"

SHORTEST = 2
"""A single byte may be a keep-alive's, which is of no account (RFC 9293 §3.8.4)."""
MOST_REMEMBERED = 8192
MOST_COMPARED = 20_000
"""Pairs of a batch."""
OTHER_TTL = 2
"""A packet captured before and behind one router differs by 1."""

THRESHOLD = (
    "Two segments of one direction with the same sequence number, more than one byte, different bytes, and right "
    f"checksums: a TCP sends the same bytes again. A warning where their times to live differ by {OTHER_TTL} or "
    "more, else a note."
)
DOUBT = (
    "A device that rewrites data between two places of capture, or frames made for a test of reassembly, look the "
    "same. What was damaged on its way and sent again is left out, where whole segments were captured."
)

_SEGMENT = np.dtype(
    [
        ("key", "<i8"),
        ("sequence", "<i8"),
        ("row", "<i8"),
        ("time", "<i8"),
        ("header", "<i8"),  # where it begins in the mapped file
        ("payload", "<i8"),
        ("captured", "<i8"),
        ("is_whole", "?"),
        ("ttl", "u1"),
        ("network", "<i8"),  # in the batch's networks; of no use behind it
    ]
)


class InjectionWatch:
    """Compares what was sent again with what was sent first, as far back as MOST_REMEMBERED segments with data."""

    def __init__(self, flows: Flows) -> None:
        self._before = np.zeros(0, _SEGMENT)
        self._seen = Sightings()
        self._flows = flows
        self._resets = ResetWatch(flows)

    def add(self, batch: Batch) -> None:
        """Take in a batch."""
        self._resets.add(batch)
        segments = batch.segments
        chosen = np.flatnonzero((segments.captured >= SHORTEST) & (segments.lengths >= SHORTEST))
        if not len(chosen):
            return
        fresh = np.zeros(len(chosen), _SEGMENT)
        fresh["key"] = segments.streams[chosen] * 2 + segments.sides[chosen]
        for name, column in (
            ("sequence", segments.sequence),
            ("row", segments.rows),
            ("time", segments.times),
            ("header", segments.payloads - segments.header_lengths),
            ("payload", segments.payloads),
            ("captured", np.minimum(segments.captured, segments.lengths)),
            ("is_whole", segments.captured >= segments.lengths),
            ("network", batch.tcp.networks),
        ):
            fresh[name] = column[chosen]
        fresh["ttl"] = batch.networks.ttls[batch.tcp.networks[chosen]]
        every = np.concatenate([self._before, fresh])
        self._compare(batch, every, len(self._before))
        self._before = every[-MOST_REMEMBERED:]

    def _compare(self, batch: Batch, segments: NDArray[np.void], first_new: int) -> None:
        # Keys are below 2**31, and the rows of those alike are in order already.
        order = np.argsort(segments["key"] << 32 | segments["sequence"], kind="stable")
        ordered = segments[order]
        alike = (np.diff(ordered["key"]) == 0) & (np.diff(ordered["sequence"]) == 0) & (order[1:] >= first_new)
        pairs = np.flatnonzero(alike)[:MOST_COMPARED]
        differ = [place for place in pairs.tolist() if _differ(batch, ordered[place], ordered[place + 1])]
        if not differ:
            return
        places = np.array(differ)
        for own in groups(number_integers(ordered["key"][places]), most=MOST_OF_A_KIND):
            first, second = ordered[places[own]], ordered[places[own] + 1]
            rows = np.unique(np.concatenate([first["row"], second["row"]]))
            apart = np.abs(first["ttl"].astype(np.int64) - second["ttl"])
            self._seen.add(
                [
                    Sighting(
                        (KIND, int(first["key"][0])),
                        first_rows(rows),
                        len(rows),
                        int(first["time"].min()),
                        int(second["time"].max()),
                        sums={"stretches": len(own)},
                        most={"apart": int(apart.max())},
                        some={"ttls": tuple(np.unique(np.concatenate([first["ttl"], second["ttl"]])).tolist())},
                    )
                ]
            )

    def findings(self) -> list[Finding]:
        """What was seen so far."""
        return [*self._resets.findings(), *self._conflicts()]

    def _conflicts(self) -> Iterator[Finding]:
        for seen in self._seen:
            key = seen.key[1]
            assert isinstance(key, int)
            ends = self._flows.ends(key)
            if ends is None:
                continue
            (source, source_port), (destination, destination_port) = ends
            apart = seen.most["apart"] >= OTHER_TTL
            ttl = f", with times to live of {numbers_text(seen.some['ttls'])}" if apart else ""
            yield Finding(
                kind=KIND,
                title="Data injected into a stream" if apart else TITLE,
                severity="warning" if apart else "note",
                certainty="likely" if apart else "possible",
                sentence=f"{endpoint_text(source, source_port)} sent "
                f"{count_text(seen.sums['stretches'], 'segment')} to {endpoint_text(destination, destination_port)} "
                f"again with other bytes at the same sequence number{ttl}.",
                hosts=(source, destination),
                ports=(source_port, destination_port),
                packets=tuple(row + 1 for row in seen.rows),
                count=seen.count,
                filter=f"tcp.stream == {key // 2} && tcp.srcport == {source_port} && tcp.len > 1",
                threshold=THRESHOLD,
                doubt=DOUBT,
            )


def _differ(batch: Batch, one: np.void, other: np.void) -> bool:
    """Whether bytes differ though neither segment was damaged; `other` is of the batch."""
    data, length = batch.data, int(min(one["captured"], other["captured"]))
    first, second = int(one["payload"]), int(other["payload"])
    if np.array_equal(data[first : first + length], data[second : second + length]):
        return False
    ends = batch.networks.addresses[int(other["network"])]
    return not (_is_damaged(data, ends, one) or _is_damaged(data, ends, other))


def _is_damaged(data: NDArray[np.uint8], ends: NDArray[np.uint8], segment: np.void) -> bool:
    """Whether the checksum is wrong; False where that cannot be told."""
    start, stop = int(segment["header"]), int(segment["payload"] + segment["captured"])
    if not segment["is_whole"]:
        return False
    size = 5 if ends[0, 0] == 4 else ADDRESS_BYTES
    source, destination = (end[1:size].tobytes() for end in ends)
    pseudo = pseudo_header(source, destination, TCP_NUMBER, stop - start)
    return internet_checksum(pseudo + data[start:stop].tobytes()) not in (0, 0xFFFF)
