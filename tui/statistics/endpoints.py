"""Endpoints in print: what each address, or address and port, sent and received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.names.services import service_name
from dissectors.names.vendors import vendor
from dissectors.statistics.endpoints import EndpointCount, endpoints
from dissectors.streams.tables.conversations import KINDS, TITLES, Kind
from tui import wording
from tui.statistics.columns import or_dash, shown
from tui.statistics.quantities import bit_rate, lasting, percent, share
from tui.statistics.records import ManyRecords
from tui.statistics.tables import Table

if TYPE_CHECKING:
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
    shown("bit/s out", "bits_per_second_sent", bit_rate, rank=7),
    shown("bit/s in", "bits_per_second_received", bit_rate, rank=7),
    shown("Packets out", "packets_sent", wording.count, rank=8),
    shown("Packets in", "packets_received", wording.count, rank=8),
    shown("First seen", "first_relative_ns", lasting, rank=9),
    shown("Last seen", "last_relative_ns", lasting, rank=9),
)
_NAMED: Final = (
    shown("Name", "name", or_dash, right=False, rank=1, may_be_cut=True),
    shown("Vendor", "vendor", or_dash, right=False, rank=1, may_be_cut=True),
)
_SERVICE: Final = shown("Service", "service", or_dash, right=False, rank=5)


_ORDERS: Final = {
    "endpoint": "end",
    "byte_share": "bytes",
    "first_relative_ns": "first",
    "last_relative_ns": "last",
    **{name: name for name in ("packets", "bytes", "packets_sent", "packets_received", "peers")},
    **{name: name for name in ("bytes_sent", "bytes_received")},
}
"""The columns of endpoints that have the order of what a record has."""
LOOKED_AT: Final = 256
"""Endpoints that decide whether there is anything to be said in a column."""


def endpoint_tables(subject: Subject) -> list[Table]:
    """A table for each kind that there is, most bytes first."""
    return [table for kind in KINDS if (table := endpoint_table(subject, kind)).records]


def endpoint_table(subject: Subject, kind: Kind) -> Table:
    """Those of one kind."""
    found = endpoints(subject.conversations[kind])
    total = subject.overview.bytes

    def order(by: str, descending: bool) -> NDArray[np.int64]:
        return found.order(_ORDERS[by], descending=descending)

    records = ManyRecords(order, "bytes", lambda place: _record(subject, found.record(place), total))
    some = records[:LOOKED_AT]
    columns = [*_COLUMNS, *(column for column in _NAMED if any(one[column.by] for one in some))]
    if any(one["service"] for one in some):
        columns.insert(1, _SERVICE)
    title = f"{TITLES[kind]} endpoints: {wording.count(len(records))}{', most bytes first' * (len(records) > 1)}"
    return Table("endpoints", title, columns, records, name=TITLES[kind], key="endpoint")


def _record(subject: Subject, one: EndpointCount, total: int) -> dict[str, Any]:
    port, duration = one.end.port, one.duration
    return {
        "kind": one.kind,
        "endpoint": str(one.end),
        "address": one.end.address,
        "port": port,
        "service": None if port is None or not subject.shows_names else service_name(port, one.kind),
        "name": subject.names.of(one.end.address),
        "vendor": vendor(one.end.address) if one.kind == "eth" and subject.shows_names else None,
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
        "first_relative_ns": _since(subject.origin, one.first_time),
        "last_relative_ns": _since(subject.origin, one.last_time),
        "first_time_ns": one.first_time,
        "last_time_ns": one.last_time,
        "filter": subject.filter(one.filter),
    }


def _since(origin: int | None, time: int | None) -> int | None:
    """Nanoseconds."""
    return None if origin is None or time is None else time - origin
