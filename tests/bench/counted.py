"""Every statistic of one capture in a process of its own: `python -m tests.bench.counted FILE` prints JSON.

Milliseconds of each the first time, the table being ready and the conversations numbered.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from dissectors import PacketTable, open_capture
from dissectors.capture_file import CaptureFile
from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics.connection_times import ConnectionTimes
from dissectors.statistics.endpoints import endpoints
from dissectors.statistics.grouped_spreads import GroupSpreads, spreads_of
from dissectors.statistics.hierarchy import HierarchyCounts
from dissectors.statistics.intervals import MILLISECOND
from dissectors.statistics.overview import OverviewCounts
from dissectors.statistics.ping_times import PingTimes
from dissectors.statistics.rates import Quantity, RateCounts, rates_of
from dissectors.statistics.round_trips import RoundTripCounts
from dissectors.statistics.spreads import GapCounts, LengthCounts
from dissectors.statistics.tcp_graphs.graphs import graph_of
from dissectors.statistics.tcp_graphs.observer import ConversationObserver
from dissectors.statistics.usage_keys import By
from dissectors.statistics.utilisation import Utilisation
from dissectors.statistics.value_counts import PairCounts, ValueCounts
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import Conversations
from dissectors.streams.tables.kinds import Kind
from tests.bench.captures import START_SECONDS


class Counts(Protocol):
    """Takes rows as they come."""

    def extend(self, stop: int) -> None: ...


C = TypeVar(
    "C",
    OverviewCounts,
    HierarchyCounts,
    LengthCounts,
    GapCounts,
    ValueCounts,
    ConversationCounts,
    ConnectionTimes,
    PingTimes,
    RoundTripCounts,
    ConversationObserver,
    RateCounts,
)
KINDS: tuple[Kind, ...] = ("eth", "ip", "ipv6", "tcp", "udp")
START = START_SECONDS * 1_000 * MILLISECOND
STEP = 5_000
"""Rows of a tenth of a second at 50,000 packets a second."""
STEPS = 20


def main() -> None:
    capture = open_capture(Path(sys.argv[1]))
    capture.refresh()
    table = PacketTable(capture)
    table.number_streams(len(table))
    taken = {name: _milliseconds(view) for name, view in views(table).items()}
    table.analyse(len(table))
    taken |= {name: _milliseconds(view) for name, view in views_of_segments(table).items()}
    print(json.dumps(taken | steps(capture)))


def views(table: PacketTable) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name."""
    index, origin = table.index, table.time(0) or 0
    window_sum = Quantity("SUM", "tcp.window_size_value")
    found: dict[str, Callable[[], object]] = {
        "overview": lambda: _whole(OverviewCounts(index)).overview(),
        "hierarchy": lambda: _whole(HierarchyCounts(index)).tree(),
        "io": lambda: rates_of(index, 100 * MILLISECOND, origin, "bytes"),
        "io, a window of it": lambda: _whole(RateCounts(index, MILLISECOND, origin, places=(3000, 3100))).rates(),
        "io SUM": lambda: _whole(RateCounts(index, 100 * MILLISECOND, origin, window_sum)).rates(),
        "lengths": lambda: _whole(LengthCounts(index)).histogram(),
        "times between packets": lambda: _whole(GapCounts(index)).histogram(),
        "connection times": lambda: _whole(ConnectionTimes(index)).exchanges(),
        "pings": lambda: _whole(PingTimes(index)).exchanges(),
        "ports": lambda: _whole(ValueCounts(index, "tcp.dstport")).values(),
    }
    for kind in KINDS:
        found[f"conversations {kind}"] = lambda kind=kind: _conversations(table, kind)  # type: ignore[misc]
        found[f"endpoints {kind}"] = lambda kind=kind: endpoints(_conversations(table, kind))  # type: ignore[misc]
    return found


def views_of_segments(table: PacketTable) -> Mapping[str, Callable[[], object]]:
    """What is measured when segments have been analysed, as a screen has them analysed by itself."""
    return {
        "round trips": lambda: _round_trips(table),
        "TCP graph": lambda: graph_of(_whole(ConversationObserver(table.index, 0)).observed(), "tcptrace", 0),
    }


def steps(capture: CaptureFile) -> dict[str, float]:
    """Milliseconds that a live screen's worker takes for a step of each, with what it shows of usage.

    Layers and conversations are found before, as the packet list needs them too.
    """
    index, taken = LayerIndex(capture), defaultdict[str, float](float)
    every = live_counts(index)
    for step in range(1, STEPS + 1):
        index.extend(STEP)
        index.streams.extend(step * STEP)
        for name, counts in every.items():
            started = time.perf_counter()
            counts.extend(step * STEP)
            if isinstance(counts, Utilisation):
                counts.usage()
            taken[f"step of {name}"] += (time.perf_counter() - started) * 1000 / STEPS
    return dict(taken)


def live_counts(index: LayerIndex) -> Mapping[str, Counts]:
    """What a screen keeps up to date, by name."""
    bys: tuple[By, ...] = ("host", "protocol", "process")
    return {
        **{by: Utilisation(index, by) for by in bys},
        "overview": OverviewCounts(index),
        "hierarchy": HierarchyCounts(index),
        "conversations": ConversationCounts(index),
        "lengths": LengthCounts(index),
        "times between packets": GapCounts(index),
        "flags": ValueCounts(index, "tcp.flags"),
        "ports": ValueCounts(index, "tcp.dstport"),
        "ICMP": PairCounts(index, "icmp.type", "icmp.code"),
        "connections": ConnectionTimes(index),
        "pings": PingTimes(index),
        "round trips": RoundTripCounts(index),
        "I/O graph": RateCounts(index, MILLISECOND, START),
        "I/O graph of a field": RateCounts(index, MILLISECOND, START, Quantity("MAX", "tcp.len")),
    }


def _whole(counts: C) -> C:
    """All rows counted."""
    counts.extend(len(counts.index.capture.frames))
    return counts


def _conversations(table: PacketTable, kind: Kind) -> Conversations:
    return _whole(ConversationCounts(table.index, [kind])).table(kind)


def _round_trips(table: PacketTable) -> GroupSpreads:
    """By who acknowledged."""
    found = _whole(RoundTripCounts(table.index)).told()
    return spreads_of(found.ends(_conversations(table, "tcp")), found.nanoseconds)


def _milliseconds(view: Callable[[], object]) -> float:
    started = time.perf_counter()
    view()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
