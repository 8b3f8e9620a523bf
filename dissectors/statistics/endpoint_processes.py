"""Whose endpoints are: the processes at each address, or address and port, that had conversations there.

From `endpoints` and the tables of TCP's and UDP's conversations that were told whose their ends are; out goes for each
endpoint which processes are its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.processes.numbered import NO_PROCESS
from dissectors.streams.endpoints import ADDRESS_BYTES, WORDS, group_alike
from dissectors.streams.tables.kinds import WITH_PORTS

if TYPE_CHECKING:
    from dissectors.processes.numbered import NumberedProcesses
    from dissectors.statistics.endpoints import Endpoints
    from dissectors.streams.tables.conversations import Conversations

Integers = NDArray[np.int64]
_HALF: Final = WORDS // 2


@dataclass(frozen=True, slots=True)
class EndpointProcesses:
    """By an endpoint's place in `Endpoints`."""

    starts: Integers
    """Where in `numbers` each endpoint's begin, and where the last one's end."""
    numbers: Integers
    """Of processes; of each endpoint's the one with the most conversations first."""
    names: Sequence[str]
    """By number. Not safe for a terminal."""

    def count(self, place: int) -> int:
        """How many processes an endpoint has. Raises IndexError."""
        return int(self.starts[place + 1] - self.starts[place])

    def of(self, place: int, most: int) -> list[str]:
        """What the first of them are called. Raises IndexError."""
        first, stop = int(self.starts[place]), int(self.starts[place + 1])
        return [self.names[number] for number in self.numbers[first : min(stop, first + most)].tolist()]

    def order(self, *, descending: bool = False) -> Integers:
        """The places by the name of the first process, then by how many there are; last those that have none."""
        counts = np.diff(self.starts)
        ranks = np.zeros(len(self.names), np.int64)
        ranks[sorted(range(len(self.names)), key=lambda number: self.names[number].casefold())] = np.arange(len(ranks))
        keys = [counts, np.zeros_like(counts)]
        has = counts > 0
        keys[1][has] = ranks[self.numbers[self.starts[:-1][has]]]
        if descending:
            keys = [~key for key in keys]
        order: Integers = np.lexsort((*keys, ~has))
        return order


def endpoint_processes(
    found: Endpoints, tables: Iterable[Conversations], processes: NumberedProcesses
) -> EndpointProcesses | None:
    """Those of endpoints, of which `tables` have the conversations; None where nothing is known of any.

    For endpoints without ports an end counts at its address.
    """
    known = [_known(table, processes) for table in tables if table.ends is not None]
    ends = np.concatenate([found.ends[:0], *(ends for ends, _ in known)])
    numbers = np.concatenate([np.zeros(0, np.int64), *(numbers for _, numbers in known)])
    if found.kind not in WITH_PORTS:
        ends = _addresses(ends)
    places = _places(found.ends, ends)
    here = places >= 0
    if not here.any():
        return None
    # How many conversations each process has at each endpoint.
    size = len(processes.names)
    pairs, counts = np.unique(places[here] * size + numbers[here], return_counts=True)
    place, number = np.divmod(pairs, size)
    order = np.lexsort((number, -counts, place))
    starts = np.concatenate([[0], np.cumsum(np.bincount(place, minlength=len(found)))]).astype(np.int64)
    return EndpointProcesses(starts, number[order], tuple(processes.names))


def _known(table: Conversations, processes: NumberedProcesses) -> tuple[NDArray[np.uint64], Integers]:
    """The ends whose process is known, and its number."""
    assert table.ends is not None
    numbers = np.append(processes.of(table.attributions), NO_PROCESS)
    whose = numbers[table.ends.ravel()]
    known = whose != NO_PROCESS
    return table.pairs.reshape(-1, _HALF)[known], whose[known]


def _addresses(ends: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The endpoints without ports, as kinds that have none write them."""
    data = np.ascontiguousarray(ends).view(np.uint8).reshape(-1, _HALF * 8).copy()
    data[:, ADDRESS_BYTES:] = 0
    return data.view(np.uint64).reshape(-1, _HALF)


def _places(among: NDArray[np.uint64], ends: NDArray[np.uint64]) -> Integers:
    """Where each end stands among others, which are all different; -1 where it does not."""
    _, group = group_alike(np.concatenate([among, ends]))
    places = np.full(int(group.max(initial=-1)) + 1, -1)
    places[group[: len(among)]] = np.arange(len(among))
    found: Integers = places[group[len(among) :]]
    return found
