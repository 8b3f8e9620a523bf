"""Round trips of TCP's acknowledgments as statistics: of all, by host and by conversation, the slowest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.grouped_spreads import GroupSpreads, spreads_of
from dissectors.statistics.round_trips import RoundTripCounts, RoundTrips
from dissectors.streams.endpoints import ADDRESS_BYTES, ENDPOINT_BYTES, WORDS, group_alike
from dissectors.streams.tables.conversation_analysis import ConversationAnalysis
from dissectors.streams.tables.conversations import Conversation, Conversations
from tui import wording
from tui.statistics.columns import Column, Record, or_dash, shown
from tui.statistics.distributions import spread_record
from tui.statistics.records import ManyRecords
from tui.statistics.tables import Table
from tui.wording import lasting

if TYPE_CHECKING:
    from tui.statistics.subject import Subject

Integers = NDArray[np.int64]
Make = Callable[[int], dict[str, Any]]

_TIMES: Final = (
    shown("Count", "count", wording.count),
    shown("Least", "least_ns", lasting, rank=4),
    shown("Median", "median_ns", lasting),
    shown("p95", "p95_ns", lasting, rank=1),
    shown("p99", "p99_ns", lasting, rank=2),
    shown("Worst", "largest_ns", lasting),
    shown("in packet", "worst_packet", wording.count),
)
_HOST: Final = shown("Acknowledged by", "host", or_dash, right=False)
_ENDS: Final = (
    shown("Stream", "stream", str),
    shown("Acknowledged by", "end", or_dash, right=False),
    shown("Data from", "peer", or_dash, right=False, rank=5),
    shown("Handshake", "initial_rtt_ns", lasting, rank=3),
)


def round_trip_tables(subject: Subject) -> list[Table]:
    """Times from segments to their acknowledgments, as whoever captured saw them. Raises CaptureFileError."""
    found = subject.counted(RoundTripCounts).told()
    table = subject.counted(ConversationAnalysis).told(subject.conversations["tcp"])
    ends = found.ends(table)
    groups = _Groups(subject, found)
    parts = (
        ("RTT", "TCP round trips", _TIMES, groups.records("all", np.zeros_like(ends), lambda group: {})),
        ("RTT by host", "TCP round trips by host", (_HOST, *_TIMES), _by_host(groups, table, ends)),
        ("RTT by end", "TCP round trips by conversation", (*_ENDS, *_TIMES), _by_end(groups, table, ends)),
    )
    return [_table(*part) for part in parts if part[3] or part[0] == "RTT"]


def _table(name: str, title: str, columns: tuple[Column, ...], records: ManyRecords) -> Table:
    order = ", the slowest median first" if len(records) > 1 else ""
    return Table("rtt", title + order, columns, records, "nothing was acknowledged", name, tells_count=name != "RTT")


class _Groups:
    """Makes records of round trips that have something in common."""

    def __init__(self, subject: Subject, found: RoundTrips) -> None:
        self._subject = subject
        self._found = found

    def records(self, by: str, groups: Integers, about: Make) -> ManyRecords:
        """One for each group; `about` tells what is known of one besides its times."""
        found, spreads = self._found, spreads_of(groups, self._found.nanoseconds)

        def make(place: int) -> Record:
            spread = spread_record(spreads.spread(place))
            worst = int(spreads.worst[place])
            packets = int(found.asked_rows[worst]) + 1, int(found.rows[worst]) + 1
            told: dict[str, Any] = {"host": None, "end": None, "peer": None, "stream": None, "initial_rtt_ns": None}
            told |= about(int(spreads.groups[place]))
            chosen = " && ".join([*_filter(told), "tcp.analysis.ack_rtt"])
            return {
                "by": by,
                **told,
                "count": spread.pop("count"),
                **{f"{name}_ns": value for name, value in spread.items()},
                "worst_packet": packets[1],
                "acknowledged_packet": packets[0],
                "filter": self._subject.filter(chosen),
            }

        return ManyRecords(_order(spreads, found), "median_ns", make)


def _filter(told: dict[str, Any]) -> Iterator[str]:
    """What chooses the acknowledgments of a host or of one end."""
    if told["stream"] is not None:
        yield f"tcp.stream == {told['stream']}"
    if told["host"] is not None:
        yield f"{'ipv6' if ':' in told['host'] else 'ip'}.src == {told['host']}"
    if told["end"] is not None:
        yield f"tcp.srcport == {told['end'].rpartition(':')[2]}"


def _order(spreads: GroupSpreads, found: RoundTrips) -> Callable[[str, bool], Integers]:
    """By whatever is a column of numbers."""
    columns = {
        "count": spreads.counts,
        "least_ns": spreads.least,
        "median_ns": spreads.percentiles[:, 0],
        "p95_ns": spreads.percentiles[:, 1],
        "p99_ns": spreads.percentiles[:, 2],
        "largest_ns": spreads.largest,
        "worst_packet": found.rows[spreads.worst],
    }

    def order(by: str, descending: bool) -> Integers:
        values = columns[by]
        return np.argsort(-values if descending else values, kind="stable")

    return order


def _by_end(groups: _Groups, table: Conversations, ends: Integers) -> ManyRecords:
    def about(end: int) -> dict[str, Any]:
        place, is_b = divmod(end, 2)
        one: Conversation = table.record(place)
        acknowledging, other = (one.b, one.a) if is_b else (one.a, one.b)
        told = {"host": acknowledging.address, "end": str(acknowledging), "peer": str(other)}
        return {**told, "stream": one.stream, "initial_rtt_ns": one.initial_rtt}

    return groups.records("conversation", ends, about)


def _by_host(groups: _Groups, table: Conversations, ends: Integers) -> ManyRecords:
    places = np.unique(ends)
    halves = table.pairs.reshape(-1, WORDS // 2)[places]
    # The address alone, without the port behind it.
    addresses = np.zeros((len(places), ENDPOINT_BYTES), np.uint8)
    addresses[:, :ADDRESS_BYTES] = np.ascontiguousarray(halves).view(np.uint8)[:, :ADDRESS_BYTES]
    first, group = group_alike(addresses.view("<u8"))
    of_end = group[np.searchsorted(places, ends)]

    def about(host: int) -> dict[str, Any]:
        place, is_b = divmod(int(places[first[host]]), 2)
        one = table.record(place)
        return {"host": (one.b if is_b else one.a).address}

    return groups.records("host", of_end, about)
