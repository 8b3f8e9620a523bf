"""Endpoints as tables: what each address, or address and port, sent and received, and whose it is if that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.names.services import service_name
from dissectors.names.vendors import vendor
from dissectors.statistics.endpoint_processes import EndpointProcesses, endpoint_processes
from dissectors.statistics.endpoints import EndpointCount, Endpoints, endpoints
from dissectors.streams.tables.conversation_processes import tell_processes
from dissectors.streams.tables.kinds import KINDS, TITLES, WITH_PORTS, WITH_STREAMS, Kind
from tui import wording
from tui.statistics.columns import Column, or_dash, shown
from tui.statistics.quantities import bit_rate, percent, share
from tui.statistics.records import ManyRecords
from tui.statistics.tables import Table
from tui.time_format import NO_TIME
from tui.wording import lasting

if TYPE_CHECKING:
    from dissectors.statistics.host_names import HostNames
    from dissectors.streams.tables.conversations import Endpoint
    from tui.statistics.columns import Record
    from tui.statistics.subject import Subject

NANOSECONDS: Final = 1_000_000_000
_COLUMNS: Final = (
    shown("Endpoint", "endpoint", str, right=False),
    shown("Packets", "packets", wording.count),
    shown("Bytes", "bytes", wording.count),
    shown("Share", "byte_share", percent, rank=2),
    shown("Bytes out", "bytes_sent", wording.count, rank=3),
    shown("Bytes in", "bytes_received", wording.count, rank=3),
    shown("Peers", "peers", wording.count, rank=4),
    shown("own bit/s out", "bits_per_second_sent", bit_rate, rank=7),
    shown("own bit/s in", "bits_per_second_received", bit_rate, rank=7),
    shown("Packets out", "packets_sent", wording.count, rank=8),
    shown("Packets in", "packets_received", wording.count, rank=8),
    shown("First after", "first_relative_ns", lasting, rank=9),
    shown("Last after", "last_relative_ns", lasting, rank=9),
)
_NAME: Final = shown("Name", "name", or_dash, right=False, rank=1, may_be_cut=True)
_VENDOR: Final = shown("Vendor", "vendor", or_dash, right=False, rank=1, may_be_cut=True)
_PROCESS: Final = Column("Process", lambda one: _processes(one), right=False, rank=2, may_be_cut=True, by="processes")
_SERVICE: Final = shown("Service", "service", or_dash, right=False, rank=5)


_ORDERS: Final = {
    "endpoint": "end",
    "byte_share": "bytes",
    "first_relative_ns": "first",
    "last_relative_ns": "last",
    "bits_per_second_sent": "rate_sent",
    "bits_per_second_received": "rate_received",
    **{name: name for name in ("packets", "bytes", "packets_sent", "packets_received", "peers")},
    **{name: name for name in ("bytes_sent", "bytes_received")},
}
"""The columns of endpoints that have the order of what a record has."""
LOOKED_AT: Final = 256
"""Endpoints that decide whether there is anything to be said in a column."""
MOST_PROCESSES: Final = 20
"""That a record names; how many there are it says anyway."""
_WITH_NAMES: Final[frozenset[Kind]] = frozenset(KINDS) - {"eth"}
_WITH_PROCESSES: Final[Mapping[Kind, frozenset[Kind]]] = {
    "ip": WITH_STREAMS,
    "ipv6": WITH_STREAMS,
    **{kind: frozenset({kind}) for kind in WITH_STREAMS},
}
"""Of which conversations the processes are an endpoint's."""


def endpoint_tables(subject: Subject) -> Iterator[Table]:
    """A table for each kind that there is, most bytes first; the next kind is counted when it is asked for."""
    for kind in KINDS:
        table = endpoint_table(subject, kind)
        if table.records:
            yield table


def endpoint_table(subject: Subject, kind: Kind) -> Table:
    """Those of one kind."""
    found = endpoints(subject.conversations_so_far(kind))
    whose = _whose(subject, found)
    words = _Words(subject.names, whose, subject.shows_names)
    total, origin, within = subject.overview.bytes, subject.origin, subject.filter

    def order(by: str, descending: bool) -> NDArray[np.int64]:
        if by == "processes" and whose is not None:
            return whose.order(descending=descending)
        return found.order(_ORDERS[by], descending=descending)

    def record(place: int) -> dict[str, Any]:
        one = found.record(place)
        told = {"kind": kind, "endpoint": str(one.end), "address": one.end.address, "port": one.end.port}
        return {**told, **words.of(one, place), **_counts(one, total, origin), "filter": within(one.filter)}

    values = {
        "endpoint": lambda place: str(found.end(place)),
        "service": lambda place: words.service(kind, found.end(place)),
        "name": lambda place: words.name(found.end(place)),
        "vendor": lambda place: words.vendor(kind, found.end(place)),
    }
    records = ManyRecords(order, "bytes", record, values=values)
    some = records.first_places(LOOKED_AT).tolist()
    is_named = kind in _WITH_NAMES
    # Names that are asked for come later than the table.
    is_asked = subject.shows_names and subject.asked is not None
    said = {
        _SERVICE: kind in WITH_PORTS and any(map(values["service"], some)),
        _NAME: is_named and (is_asked or any(map(values["name"], some))),
        _VENDOR: kind == "eth" and any(map(values["vendor"], some)),
    }
    end, packets, sizes, *others = _COLUMNS
    columns = [end, *(column for column, is_said in said.items() if is_said), packets, sizes]
    columns += [_PROCESS, *others] if whose is not None else others
    title = f"{TITLES[kind]} endpoints: {wording.count(len(records))}{', most bytes first' * (len(records) > 1)}"
    address = subject.address("address") if is_named else None
    return Table(
        "endpoints", title, columns, records, name=TITLES[kind], key="endpoint", address=address, tells_count=True
    )


def _whose(subject: Subject, found: Endpoints) -> EndpointProcesses | None:
    """The processes of endpoints; None where none are known."""
    if not len(subject.index.attributions):
        return None
    told = {kind: subject.conversations[kind] for kind in _WITH_PROCESSES.get(found.kind, ())}
    if not told:
        return None
    subject.table.join_processes()
    tables = tell_processes(subject.index, told)
    return endpoint_processes(found, tables.values(), subject.processes)


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of endpoints besides numbers, as it was when they were counted."""

    names: HostNames
    whose: EndpointProcesses | None
    shows_names: bool

    def service(self, kind: Kind, end: Endpoint) -> str | None:
        return None if end.port is None or not self.shows_names else service_name(end.port, kind)

    def name(self, end: Endpoint) -> str | None:
        return self.names.of(end.address)

    def vendor(self, kind: Kind, end: Endpoint) -> str | None:
        return vendor(end.address) if kind == "eth" and self.shows_names else None

    def of(self, one: EndpointCount, place: int) -> dict[str, Any]:
        whose = self.whose
        return {
            "service": self.service(one.kind, one.end),
            "name": self.name(one.end),
            "vendor": self.vendor(one.kind, one.end),
            "processes": (None if whose is None else whose.of(place, MOST_PROCESSES)) or None,
            "process_count": None if whose is None else whose.count(place) or None,
        }


def _processes(one: Record) -> str:
    """`curl (123)`, of several the one with the most conversations there."""
    if not one["processes"]:
        return NO_TIME
    others = one["process_count"] - 1
    return f"{one['processes'][0]}{f' and {wording.count(others)} more' if others else ''}"


def _counts(one: EndpointCount, total: int, origin: int | None) -> dict[str, Any]:
    duration = one.duration
    return {
        "packets": one.packets,
        "bytes": one.bytes,
        # What an address sends to itself it both sends and receives.
        "byte_share": share(min(one.bytes, total), total),
        "packets_sent": one.packets_sent,
        "packets_received": one.packets_received,
        "bytes_sent": one.bytes_sent,
        "bytes_received": one.bytes_received,
        "bits_per_second_sent": one.bytes_sent * 8 * NANOSECONDS / duration if duration else None,
        "bits_per_second_received": one.bytes_received * 8 * NANOSECONDS / duration if duration else None,
        "peers": one.peers,
        "first_relative_ns": _since(origin, one.first_time),
        "last_relative_ns": _since(origin, one.last_time),
        "first_time_ns": one.first_time,
        "last_time_ns": one.last_time,
    }


def _since(origin: int | None, time: int | None) -> int | None:
    """Nanoseconds."""
    return None if origin is None or time is None else time - origin
