"""Resets that somebody else sent in a host's name: unlike its flow, or a sweep of sequence numbers (RFC 5961 §3).

A reset is looked at when it comes, by what was usual before it; whether the flow goes on is seen later.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dissectors.streams.patterns.batch import Batch
from dissectors.streams.patterns.finding import (
    MOST_OF_A_KIND,
    NANOSECONDS,
    SHOWN_PACKETS,
    Finding,
    count_text,
    endpoint_text,
    numbers_text,
)
from dissectors.streams.patterns.flows import Flows
from dissectors.streams.patterns.grouping import Integers
from dissectors.streams.serial import ahead
from dissectors.transport.tcp_header import RST

KIND = "forged-reset"
TITLE = "Reset in another's name"

OTHER_TTL = 3
LEAST_USUAL = 3
"""Segments with one and the same time to live, before a reset with another is strange."""
LEAST_GOING_ON = 3
LATER = NANOSECONDS
"""What was under way when a host reset the connection has arrived by then."""
SWEEP = 3
FAR = 1 << 20
"""Bytes from the number that is due; windows of ordinary connections are not so large."""
MOST_WATCHED = 1000
MOST_LOOKED_AT = 2000
"""Of a batch."""

THRESHOLD = (
    f"A reset whose time to live differs by {OTHER_TTL} or more from that of its flow, which had been the same in at "
    f"least {LEAST_USUAL} segments, while the flow goes on behind it by {LEAST_GOING_ON} segments, or after a second; "
    f"or {SWEEP} resets of one flow with different sequence numbers, each more than {FAR:,} from the one that is due. "
    "A host that resets a connection falls silent, and knows its own numbers."
)
DOUBT = (
    "A firewall or proxy that ends connections sends such resets by right: then they fit its rules, and their time to "
    "live is that of its own distance. Segments that were on their way when the host itself sent the reset go on too, "
    "but only for one round trip."
)


@dataclass(slots=True)
class _Strange:
    """The strange resets of one flow."""

    rows: list[int] = field(default_factory=list)
    count: int = 0
    ttls: set[int] = field(default_factory=set)
    usual_ttl: int = 0
    due: int = 0
    far: set[int] = field(default_factory=set)
    other_ttl: bool = False
    went_on: int = 0
    """Segments of the flow behind the first of them, with new data or bare acknowledgments."""
    went_on_later: bool = False
    """One of them came LATER than the first reset, so that it was not under way."""
    time: int = 0
    """Of the first of them."""


class ResetWatch:
    """Watches up to MOST_WATCHED flows with strange resets."""

    def __init__(self, flows: Flows) -> None:
        self._flows = flows
        self._strange: dict[int, _Strange] = {}

    def add(self, batch: Batch) -> None:
        """Take in a batch; the flows do so behind this."""
        segments = batch.segments
        is_reset = segments.flags & RST > 0
        keys = self._flows.keys(batch)
        if is_reset.any():
            self._look(batch, keys, np.flatnonzero(is_reset))
        self._go_on(batch, keys, ~is_reset)

    def _look(self, batch: Batch, keys: Integers, resets: Integers) -> None:
        segments, messages = batch.segments, batch.tcp
        ttls = batch.networks.ttls[messages.networks].astype(np.int64)
        usual = self._flows.usual(keys[resets])
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        left = np.searchsorted(ordered, keys[resets], "left")
        for place, (reset, low) in enumerate(
            zip(resets[:MOST_LOOKED_AT].tolist(), left[:MOST_LOOKED_AT].tolist(), strict=True)
        ):
            own = order[low : np.searchsorted(ordered, keys[reset], "right")]
            before = own[(own < reset) & (segments.flags[own] & RST == 0)]
            flow = usual[place]
            count = int(flow["count"]) + len(before)
            if count == 0:
                continue
            usual_ttl = int(flow["ttl"]) if flow["is_known"] else int(ttls[before[0]])
            steady = not flow["varies"] and bool((ttls[before] == usual_ttl).all())
            if len(before):
                last = before[-1]
                due = int(segments.sequence[last] + segments.lengths[last])
            else:
                due = int(flow["next"])
            self._judge(
                int(keys[reset]), reset, batch, int(ttls[reset]), usual_ttl, steady and count >= LEAST_USUAL, due
            )

    def _judge(self, key: int, reset: int, batch: Batch, ttl: int, usual_ttl: int, steady: bool, due: int) -> None:
        sequence = int(batch.segments.sequence[reset])
        is_far = abs(ahead(sequence, due)) > FAR
        is_other = steady and abs(ttl - usual_ttl) >= OTHER_TTL
        if not (is_far or is_other):
            return
        strange = self._strange.get(key)
        if strange is None:
            if len(self._strange) >= MOST_WATCHED:
                return
            strange = self._strange[key] = _Strange(usual_ttl=usual_ttl, due=due, time=int(batch.segments.times[reset]))
        strange.count += 1
        strange.ttls.add(ttl)
        strange.other_ttl |= is_other
        if len(strange.rows) < SHOWN_PACKETS:
            strange.rows.append(int(batch.segments.rows[reset]))
        if is_far and len(strange.far) < MOST_LOOKED_AT:
            strange.far.add(sequence)

    def _go_on(self, batch: Batch, keys: Integers, others: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        """Count what watched flows send behind their strange resets."""
        if not self._strange:
            return
        segments = batch.segments
        watched = others & np.isin(keys, np.fromiter(self._strange, np.int64, len(self._strange)))
        for place in np.flatnonzero(watched)[: MOST_LOOKED_AT * 4].tolist():
            strange = self._strange[int(keys[place])]
            if segments.rows[place] > strange.rows[0]:
                new = ahead(int(segments.sequence[place] + segments.lengths[place]), strange.due) > 0
                goes_on = bool(new or segments.lengths[place] == 0)
                strange.went_on += goes_on
                strange.went_on_later |= goes_on and segments.times[place] - strange.time > LATER

    def findings(self) -> list[Finding]:
        """What was seen so far."""
        found = []
        for key, strange in self._strange.items():
            is_sweep = len(strange.far) >= SWEEP
            goes_on = strange.went_on >= LEAST_GOING_ON or strange.went_on_later
            if is_sweep or (strange.other_ttl and goes_on):
                made = self._finding(key, strange, is_sweep)
                found += [made] if made is not None else []
        return found[:MOST_OF_A_KIND]

    def _finding(self, key: int, strange: _Strange, is_sweep: bool) -> Finding | None:
        ends = self._flows.ends(key)
        if ends is None:
            return None
        (source, source_port), (destination, destination_port) = ends
        why = []
        if strange.other_ttl:
            why.append(f"time to live {numbers_text(sorted(strange.ttls))} where the flow has {strange.usual_ttl}")
        if strange.far:
            why.append(f"{count_text(len(strange.far), 'sequence number')} far from the one that was due")
        if strange.went_on:
            why.append(f"{count_text(strange.went_on, 'segment')} of the flow came behind as if nothing had been")
        return Finding(
            kind=KIND,
            title="Blind resets" if is_sweep else TITLE,
            severity="warning",
            certainty="likely",
            sentence=f"{count_text(strange.count, 'reset')} from {endpoint_text(source, source_port)} to "
            f"{endpoint_text(destination, destination_port)} did not come from there, it seems: {'; '.join(why)}.",
            hosts=(source, destination),
            ports=(source_port, destination_port),
            packets=tuple(row + 1 for row in strange.rows),
            count=strange.count,
            filter=f"tcp.stream == {key // 2} && tcp.srcport == {source_port} && tcp.flags.reset == 1",
            threshold=THRESHOLD,
            doubt=DOUBT,
        )
