"""Smurf: pings to a broadcast address, whose many answers go to whoever is named as their source (RFC 2644)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dissectors.gathering import bytes_at
from dissectors.streams.patterns.batch import Batch
from dissectors.streams.patterns.finding import (
    NANOSECONDS,
    SHOWN_PACKETS,
    Finding,
    address_text,
    count_text,
    network_of,
    span_text,
)
from dissectors.streams.patterns.grouping import Integers, densest, groups, number_octets

KIND = "smurf"
TITLE = "Pings to a broadcast address (Smurf)"

LEAST = 30
WITHIN = 10 * NANOSECONDS
LEAST_ANSWERING = 5
MOST_KEPT = 1024

THRESHOLD = (
    f"{LEAST} echo requests within {WITHIN // NANOSECONDS} s from one address to a broadcast address or to all nodes: "
    "ping itself sends one a second. An address that merely ends in 255 counts as broadcast where "
    f"{LEAST_ANSWERING} others answer."
)
DOUBT = (
    "Somebody who floods the broadcast address by hand, to see who is there, looks the same: then the source is the "
    "sender's own address, and the hardware address of the requests is that of its owner."
)

_ECHO = {"icmp": (8, 0), "icmpv6": (128, 129)}
_ALL_NODES = bytes.fromhex("ff02" + "00" * 13 + "01")


@dataclass(slots=True)
class _Victim:
    times: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    count: int = 0
    answering: set[bytes] = field(default_factory=set)


class SmurfWatch:
    """Remembers up to MOST_KEPT pairs of a source and a broadcast address."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[bytes, bytes, bool], _Victim] = {}

    def add(self, batch: Batch) -> None:
        """Take in a batch."""
        for protocol, (request, reply) in _ECHO.items():
            layers = batch.layers(protocol)
            if layers is None:
                continue
            layers = layers.select((layers.starts + 8 <= layers.stops) & ~layers.quoted)
            kinds = bytes_at(batch.data, layers.starts, 1)[:, 0]
            networks = batch.below(layers)
            asks = np.flatnonzero((kinds == request) & (networks >= 0))
            self._see_requests(batch, layers.rows[asks], networks[asks])
            answers = np.flatnonzero((kinds == reply) & (networks >= 0))
            self._see_answers(batch, networks[answers])

    def _see_requests(self, batch: Batch, rows: Integers, networks: Integers) -> None:
        addresses = batch.networks.addresses[networks]
        goals = addresses[:, 1]
        certain = (goals[:, 0] == 4) & (goals[:, 1:5] == 255).all(axis=1)
        certain |= (goals[:, 0] == 6) & (goals[:, 1:] == np.frombuffer(_ALL_NODES, np.uint8)).all(axis=1)
        certain |= (goals[:, 0] == 4) & (goals[:, 1] < 224) & _to_everyone(batch, rows)
        chosen = certain | ((goals[:, 0] == 4) & (goals[:, 4] == 255))
        if not chosen.any():
            return
        rows, certain = rows[chosen], certain[chosen]
        pairs = addresses[chosen].reshape(len(rows), -1)
        for own in groups(number_octets(pairs)):
            source, goal = (part.tobytes() for part in np.split(pairs[own[0]], 2))
            victim = self._victim((source, goal, bool(certain[own].any())))
            if victim is None:
                continue
            victim.count += len(own)
            victim.rows = (victim.rows + (rows[own] + batch.piece.first).tolist())[:SHOWN_PACKETS]
            # As many of the latest times as can make it a flood.
            victim.times = self._densest(victim.times, batch.times[rows[own]])

    def _victim(self, key: tuple[bytes, bytes, bool]) -> _Victim | None:
        known = self._pairs.get(key)
        if known is None and len(self._pairs) < MOST_KEPT:
            known = self._pairs[key] = _Victim()
        return known

    @staticmethod
    def _densest(before: list[int], times: Integers) -> list[int]:
        """The times that lie nearest together, LEAST of them, else the latest ones."""
        if len(before) >= LEAST and densest(np.array(before), WITHIN)[0] >= LEAST:
            return before
        every = np.sort(np.concatenate([np.array(before, np.int64), times]))
        count, start = densest(every, WITHIN)
        if count >= LEAST:
            every = every[every >= start][:LEAST]
        return [int(time) for time in every[-LEAST:]]

    def _see_answers(self, batch: Batch, networks: Integers) -> None:
        if not self._pairs or not len(networks):
            return
        victims: dict[bytes, list[_Victim]] = {}
        for (source, _, _), victim in self._pairs.items():
            victims.setdefault(source, []).append(victim)
        ends = batch.networks.addresses[networks].reshape(len(networks), -1)
        half = ends.shape[1] // 2
        for pair in ends[np.unique(number_octets(ends), return_index=True)[1]]:
            for victim in victims.get(pair[half:].tobytes(), ()):
                if len(victim.answering) < MOST_KEPT:
                    victim.answering.add(pair[:half].tobytes())

    def findings(self) -> list[Finding]:
        """What was seen so far."""
        found = []
        for (source, goal, certain), victim in self._pairs.items():
            if len(victim.times) < LEAST or densest(np.array(victim.times), WITHIN)[0] < LEAST:
                continue
            if certain or len(victim.answering - {source}) >= LEAST_ANSWERING:
                found.append(_finding(address_text(source), address_text(goal), victim))
        return found


def _to_everyone(batch: Batch, rows: Integers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether the frames go to the broadcast address of Ethernet."""
    found = np.zeros(len(rows), np.bool_)
    layers = batch.layers("eth")
    if layers is None or not len(rows):
        return found
    layers = layers.select(layers.starts + 6 <= layers.stops)
    to_all = np.zeros(batch.piece.count, np.bool_)
    to_all[layers.rows[(bytes_at(batch.data, layers.starts, 6) == 255).all(axis=1)]] = True
    return to_all[rows]


def _finding(source: str, goal: str, victim: _Victim) -> Finding:
    network = network_of(source)
    kinds = "icmp.type == 8" if network == "ip" else "icmpv6.type == 128"
    answering = len(victim.answering)
    told = f"{count_text(answering, 'host')} answered it" if answering else "no answer was captured"
    return Finding(
        kind=KIND,
        title=TITLE,
        severity="warning",
        certainty="likely" if answering >= LEAST_ANSWERING else "possible",
        sentence=f"{count_text(victim.count, 'echo request')} to {goal}, all hosts of a link, name {source} as their "
        f"source, {LEAST} of them within {span_text(max(victim.times) - min(victim.times))}: {told}.",
        hosts=(source, goal),
        ports=(),
        packets=tuple(row + 1 for row in victim.rows),
        count=victim.count,
        filter=f"{kinds} && {network}.src == {source} && {network}.dst == {goal}",
        threshold=THRESHOLD,
        doubt=DOUBT,
    )
