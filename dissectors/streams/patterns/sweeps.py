"""Sweeps of a link: one machine asks by ARP for address after address, most of which nobody has."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dissectors.streams.patterns.address_claims import arp_messages, links_of
from dissectors.streams.patterns.batch import Batch
from dissectors.streams.patterns.finding import (
    NANOSECONDS,
    SHOWN_PACKETS,
    Finding,
    count_text,
    span_text,
)
from dissectors.streams.patterns.grouping import densest, number_octets
from dissectors.text import ipv4, mac

KIND = "arp-sweep"
TITLE = "Sweep for hosts by ARP"

LEAST = 50
WITHIN = 10 * NANOSECONDS
MOST_ANSWERED = 0.25
MOST_ASKERS = 1024
MOST_TARGETS = 1 << 16

THRESHOLD = (
    f"One machine asks for {LEAST} different addresses within {WITHIN // NANOSECONDS} s, and at most "
    f"{MOST_ANSWERED * 100:.0f} % of all that it asks for answer: a router or a server asks for many too, but for "
    "those that there are."
)
DOUBT = (
    "A router does the same when somebody behind it scans the link, and so does an inventory: the packets that wait "
    "for the answers, if captured, name who asks. A capture that misses the answers, which go to the asker alone, "
    "makes every busy router look so."
)


@dataclass(slots=True)
class _Asker:
    addresses: set[int] = field(default_factory=set)
    """Its own."""
    targets: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By address asked for: row and time of the first question."""
    count: int = 0


class SweepWatch:
    """Remembers up to MOST_ASKERS askers, and MOST_TARGETS questions of all together."""

    def __init__(self) -> None:
        self._askers: dict[tuple[bytes, bytes], _Asker] = {}
        self._alive: set[int] = set()
        self._questions = 0

    def add(self, batch: Batch) -> None:
        """Take in a batch."""
        found = arp_messages(batch)
        if found is None:
            return
        layers, data = found
        senders = np.ascontiguousarray(data[:, 14:18]).view(">u4").reshape(-1)
        targets = np.ascontiguousarray(data[:, 24:28]).view(">u4").reshape(-1)
        if len(self._alive) < MOST_TARGETS:
            self._alive.update(np.unique(senders).tolist())
        asks = np.flatnonzero((data[:, 7] == 1) & (senders != targets) & (senders != 0))
        if not len(asks):
            return
        links = links_of(batch, layers.rows[asks])
        keys = np.concatenate([links, data[asks, 8:14], data[asks, 24:28]], axis=1)
        _, first, counts = np.unique(number_octets(keys), return_index=True, return_counts=True)
        for place, count in zip(first.tolist(), counts.tolist(), strict=True):
            message = int(asks[place])
            key = links[place].tobytes(), data[message, 8:14].tobytes()
            asker = self._askers.get(key)
            if asker is None:
                if len(self._askers) >= MOST_ASKERS:
                    continue
                asker = self._askers[key] = _Asker()
            asker.count += count
            asker.addresses.add(int(senders[message]))
            target, row = int(targets[message]), int(layers.rows[message])
            if target not in asker.targets and self._questions < MOST_TARGETS:
                self._questions += 1
                asker.targets[target] = row + batch.piece.first, int(batch.times[row])

    def findings(self) -> list[Finding]:
        """What was seen so far."""
        return [found for (_, who), asker in self._askers.items() if (found := self._judge(who, asker)) is not None]

    def _judge(self, who: bytes, asker: _Asker) -> Finding | None:
        if len(asker.targets) < LEAST:
            return None
        answered = sum(target in self._alive for target in asker.targets)
        times = np.array([time for _, time in asker.targets.values()])
        if answered > MOST_ANSWERED * len(asker.targets) or densest(times, WITHIN)[0] < LEAST:
            return None
        own = sorted(asker.addresses)
        name = f"{ipv4(own[0])} ({mac(who)})" if len(own) == 1 else mac(who)
        low, high = min(asker.targets), max(asker.targets)
        rows = sorted(row for row, _ in asker.targets.values())
        return Finding(
            kind=KIND,
            title=TITLE,
            severity="warning",
            certainty="likely",
            sentence=f"{name} asked for {count_text(len(asker.targets), 'address', 'addresses')} between {ipv4(low)} "
            f"and {ipv4(high)} within {span_text(int(times.max() - times.min()))}; {answered:,} of them were heard.",
            hosts=(*(ipv4(address) for address in own[:1]), mac(who)),
            ports=(),
            packets=tuple(row + 1 for row in rows[:SHOWN_PACKETS]),
            count=asker.count,
            filter=f"arp.opcode == 1 && arp.src.hw_mac == {mac(who)}",
            threshold=THRESHOLD,
            doubt=DOUBT,
        )
