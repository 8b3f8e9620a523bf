"""Conversations by what became of them: groups for a report, with a verdict on any of them when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.processes.beside import beside, beside_first
from dissectors.streams.outcomes.fates import TRANSPORTS, Fates, Transport
from dissectors.streams.outcomes.verdict import Verdict, verdict_of
from dissectors.transport.outcome import Outcome

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.processes.attribution import Attribution
    from dissectors.streams.tables.conversations import Endpoint

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """One conversation with its verdict."""

    protocol: Transport
    stream: int
    opener: Endpoint
    answerer: Endpoint
    verdict: Verdict
    opener_process: Attribution | None = None
    """Whose that end is; None where it is not known."""
    answerer_process: Attribution | None = None

    @property
    def told_ends(self) -> tuple[str, str]:
        """Opener and answerer, each with its process where it is known. Not safe, like the sentence."""
        return beside(str(self.opener), self.opener_process), beside(str(self.answerer), self.answerer_process)

    @property
    def sentence(self) -> str:
        """The verdict's, with processes in the same way."""
        known = {str(self.opener): self.opener_process, str(self.answerer): self.answerer_process}
        return beside_first(self.verdict.sentence, known)


@dataclass(frozen=True, slots=True)
class Group:
    """Conversations of one protocol whose weightiest outcome is the same."""

    protocol: Transport
    outcome: Outcome
    streams: Integers
    """Their numbers, ascending."""
    fates: Fates

    @property
    def filter(self) -> str:
        """Shows their packets, and perhaps those of conversations with a weightier outcome."""
        return f'{self.protocol} && conv.verdict == "{self.outcome}"'

    def judged(self, place: int) -> Judged | None:
        """One of them by its place in `streams`; None for one of which only an error message tells."""
        stream = int(self.streams[place])
        at = self.fates.table.place_of(stream)
        if at is None:
            return None
        record = self.fates.table.record(at)
        ends = [(record.a, record.process_a), (record.b, record.process_b)]
        (opener, its), (answerer, others) = ends if self.fates.opener_is_a[stream] else ends[::-1]
        return Judged(self.protocol, stream, opener, answerer, verdict_of(self.fates, stream), its, others)

    def __iter__(self) -> Iterator[Judged]:
        return (one for place in range(len(self.streams)) if (one := self.judged(place)) is not None)


class Talkers:
    """Which conversations some rows belong to."""

    def __init__(self) -> None:
        self._seen: dict[Transport, Booleans] = {protocol: np.zeros(0, np.bool_) for protocol in TRANSPORTS}

    def add(self, index: LayerIndex, rows: Integers) -> None:
        """Take in ascending rows, whose conversations have been numbered."""
        first, stop = int(rows[0]), int(rows[-1]) + 1
        for protocol in TRANSPORTS:
            numbered = index.streams.numbered(protocol, first, stop)
            own = numbered.numbers
            if len(rows) < stop - first:
                own = own[np.isin(numbered.rows + first, rows)]
            if len(own):
                self._mark(protocol, own.astype(np.int64))

    def _mark(self, protocol: Transport, streams: Integers) -> None:
        seen = self._seen[protocol]
        if int(streams.max()) >= len(seen):
            room = np.zeros(max(int(streams.max()) + 1, 2 * len(seen)), np.bool_)
            room[: len(seen)] = seen
            seen = self._seen[protocol] = room
        seen[streams] = True

    def groups(self, fates: Mapping[Transport, Fates]) -> list[Group]:
        """The conversations by outcome, the weightiest first."""
        found = []
        for protocol in TRANSPORTS:
            own = fates[protocol]
            words = own.first_words()
            seen = self._seen[protocol][: len(words)]
            streams = np.flatnonzero(seen)
            places = words[streams]
            for place, outcome in enumerate(Outcome):
                chosen = streams[places == place]
                if len(chosen):
                    found.append((place, Group(protocol, outcome, chosen, own)))
        return [group for _, group in sorted(found, key=lambda one: (one[0], one[1].protocol))]
