"""Who uses the wire how much, in all and in the last seconds as `top` does: hosts, protocols, programs, processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dissectors.statistics.usage import SPARKS, WINDOWS, Usage
from dissectors.statistics.utilisation import Utilisation
from dissectors.statistics.windows import SLOT
from tui import wording
from tui.sparkline import sparkline
from tui.statistics.columns import or_dash, shown
from tui.statistics.quantities import bit_rate, percent, rates_over, share
from tui.statistics.records import ManyRecords
from tui.statistics.tables import Table
from tui.wording import lasting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dissectors.statistics.host_names import HostNames
    from dissectors.statistics.usage_keys import By
    from tui.statistics.columns import Column
    from tui.statistics.subject import Subject

LOOKED_AT: Final = 256
"""Hosts that decide whether there is anything to be said in the column of names."""
SPARK_CELLS: Final = 20
"""Of the last minute: three seconds a cell."""
_NOW: Final = tuple(
    shown(f"{'bit/s: ' if not place else ''}{seconds} s", f"bits_per_second_{seconds}s", bit_rate, rank=6)
    for place, seconds in enumerate(WINDOWS)
)
_SPARK: Final = shown("The last minute", "last_minute", lambda values: _spark(values), right=False, rank=6)
_AMOUNTS: Final = (
    shown("Packets", "packets", wording.count),
    shown("Bytes", "bytes", wording.count),
    shown("Share", "byte_share", percent),
    shown("bit/s", "bits_per_second", bit_rate, rank=1),
)
_WAYS: Final = (
    shown("Bytes out", "bytes_sent", wording.count, rank=2),
    shown("Bytes in", "bytes_received", wording.count, rank=2),
)
_SEEN: Final = (
    shown("First after", "first_relative_ns", lasting, rank=7),
    shown("Last after", "last_relative_ns", lasting, rank=7),
)
_HOST: Final = (
    shown("Host", "name", str, right=False),
    shown("Name", "host_name", or_dash, right=False, rank=1, may_be_cut=True),
)
_PROTOCOL: Final = (shown("Protocol", "name", str, right=False),)
_PROGRAM: Final = (shown("Program", "name", str, right=False, may_be_cut=True),)
_PROCESS: Final = (shown("Process", "name", str, right=False, may_be_cut=True),)
_ORDERS: Final = {
    "byte_share": "bytes",
    "bits_per_second": "bytes",
    "first_relative_ns": "first",
    "last_relative_ns": "last",
    "last_minute": "bytes_60s",
    **{f"bits_per_second_{seconds}s": f"bytes_{seconds}s" for seconds in WINDOWS},
    **{name: name for name in ("name", "packets", "bytes", "bytes_sent", "bytes_received")},
}
"""The columns of usage that have the order of what a record has."""


def host_tables(subject: Subject) -> list[Table]:
    """Addresses of IPv4 and IPv6 together, most bytes first. Raises CaptureFileError, as all here."""
    return _tables(subject, "host", "hosts", "Hosts", _HOST, (*_AMOUNTS, *_WAYS))


def protocol_tables(subject: Subject) -> list[Table]:
    """Packets by what is innermost in each, most bytes first."""
    title = "Innermost protocols"
    return _tables(subject, "protocol", "protocols", title, _PROTOCOL, _AMOUNTS)


def program_tables(subject: Subject) -> list[Table]:
    """Processes of one name together, as `process_tables`."""
    return _known_tables(subject, "program", "programs", "Programs", _PROGRAM)


def process_tables(subject: Subject) -> list[Table]:
    """Processes that the capture tells of, with what they sent and received."""
    return _known_tables(subject, "process", "processes", "Processes", _PROCESS)


def _known_tables(subject: Subject, by: By, kind: str, title: str, who: Sequence[Column]) -> list[Table]:
    if not len(subject.index.attributions):
        return []
    subject.table.join_processes()
    return _tables(subject, by, kind, title, who, (*_AMOUNTS, *_WAYS))


def _tables(
    subject: Subject, by: By, kind: str, title: str, who: Sequence[Column], amounts: Sequence[Column]
) -> list[Table]:
    counts = subject.counted_so_far(Utilisation, by)
    with subject.index.turn:
        usage = counts.usage(subject.now)
    packets = usage.totals[:, :2].sum(axis=1)

    def order(by: str, descending: bool) -> NDArray[np.int64]:
        places = usage.order(_ORDERS[by], descending=descending)
        found: NDArray[np.int64] = places[packets[places] > 0]
        return found

    # While packets come, whoever is at it now matters; of what is over, who sent most.
    first, words = ("bytes", "most bytes") if subject.now is None else ("bits_per_second_10s", "busiest of late")
    made = _Made(subject, usage, subject.names if by == "host" else None)
    records = ManyRecords(order, first, made.record, made.prepare, {"name": made.name, "host_name": made.host_name})
    if not len(records):
        return []
    # Here rather than in the thread that draws.
    made.prepare(records.first_places())
    # Names that are asked for come later than the table.
    is_asked = subject.shows_names and subject.asked is not None
    if not is_asked and not any(made.host_name(place) for place in records.first_places(LOOKED_AT).tolist()):
        who = [column for column in who if column.by != "host_name"]
    if subject.now is None:
        columns = (*who, *amounts, *_NOW, _SPARK, *_SEEN)
    else:
        # A screen of 80 columns has room for these.
        first_amounts = tuple(column for column in amounts if column.by in ("bytes", "byte_share"))
        others = tuple(column for column in amounts if column not in first_amounts)
        columns = (*who, *_NOW, *first_amounts, _SPARK, *others, *_SEEN)
    heading = f"{title}: {wording.count(len(records))}"
    if len(records) > 1:
        heading += f", {words} first"
    heading += rates_over(subject.overview.duration)
    address = subject.address("name") if by == "host" else None
    return [
        Table(kind, heading, columns, records, name=kind.capitalize(), key="name", address=address, tells_count=True)
    ]


class _Made:
    """Makes records of what was counted: with nothing that counts anew, for the screen draws them in its own thread."""

    def __init__(self, subject: Subject, usage: Usage, names: HostNames | None) -> None:
        self._usage = usage
        self._names = names
        self._bytes = subject.overview.bytes
        self._seconds = (subject.overview.duration or 0) / 1e9
        self._origin = subject.origin
        self._within = subject.filter
        self._sparklines: dict[int, list[int]] = {}

    def prepare(self, places: NDArray[np.int64]) -> None:
        """Sparklines of many take hardly longer than that of one."""
        if not self._sparklines.keys() >= (wanted := set(places.tolist())):
            new = np.array(sorted(wanted - self._sparklines.keys()), np.int64)
            self._sparklines |= zip(new.tolist(), self._usage.sparklines(new).tolist(), strict=True)

    def _lasts(self, window: int) -> float:
        """Seconds of a window: no longer ago than the capture began, and at least one."""
        if self._origin is None:
            return window
        return max(min(window, ((self._usage.end + 1) * SLOT - self._origin) / 1e9), 1)

    def name(self, place: int) -> str:
        return self._usage.users[place].name

    def host_name(self, place: int) -> str | None:
        return self._name_of(self.name(place))

    def _name_of(self, address: str) -> str | None:
        return None if self._names is None else self._names.of(address)

    def record(self, place: int) -> dict[str, Any]:
        self.prepare(np.array([place]))
        one, origin, seconds = self._usage.record(place), self._origin, self._seconds
        total = one.total
        return {
            "name": one.user.name,
            "host_name": self._name_of(one.user.name),
            "packets": total.packets,
            "bytes": total.bytes,
            "byte_share": share(total.bytes, self._bytes),
            "bits_per_second": total.bytes * 8 / seconds if seconds else None,
            "packets_sent": total.packets_sent,
            "packets_received": total.packets_received,
            "bytes_sent": total.bytes_sent,
            "bytes_received": total.bytes_received,
            **{f"bits_per_second_{window}s": one.recent[window].bytes * 8 / self._lasts(window) for window in WINDOWS},
            "last_minute": self._sparklines[place],
            "first_relative_ns": None if origin is None or one.first_time is None else one.first_time - origin,
            "last_relative_ns": None if origin is None or one.last_time is None else one.last_time - origin,
            "first_time_ns": one.first_time,
            "last_time_ns": one.last_time,
            "filter": self._within(one.user.filter) if one.user.filter else None,
        }


def _spark(values: list[int]) -> str:
    together = SPARKS // SPARK_CELLS
    sums = [sum(values[place : place + together]) for place in range(0, SPARKS, together)]
    return sparkline(sums, SPARK_CELLS)
