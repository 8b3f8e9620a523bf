"""Endpoints in print: what each address, or address and port, sent and received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dissectors.names.services import service_name
from dissectors.names.vendors import vendor
from dissectors.statistics.endpoints import EndpointCount, endpoints
from dissectors.streams.tables.conversations import KINDS, TITLES, Kind
from tui import wording
from tui.statistics.quantities import bit_rate, percent, share
from tui.statistics.tables import Column, Table
from tui.time_format import NO_TIME

if TYPE_CHECKING:
    from tui.statistics.subject import Subject

NANOSECONDS: Final = 1_000_000_000
_COLUMNS: Final = (
    Column("Endpoint", lambda one: one["endpoint"], right=False),
    Column("Packets", lambda one: wording.count(one["packets"])),
    Column("Bytes", lambda one: wording.count(one["bytes"])),
    Column("Share", lambda one: percent(one["byte_share"]), rank=2),
    Column("Bytes out", lambda one: wording.count(one["bytes_sent"]), rank=3),
    Column("Bytes in", lambda one: wording.count(one["bytes_received"]), rank=3),
    Column("Peers", lambda one: wording.count(one["peers"]), rank=4),
    Column("bit/s out", lambda one: bit_rate(one["bits_per_second_sent"]), rank=7),
    Column("bit/s in", lambda one: bit_rate(one["bits_per_second_received"]), rank=7),
    Column("Packets out", lambda one: wording.count(one["packets_sent"]), rank=8),
    Column("Packets in", lambda one: wording.count(one["packets_received"]), rank=8),
)
_NAMED: Final = (
    Column("Name", lambda one: one["name"] or NO_TIME, right=False, rank=1, may_be_cut=True),
    Column("Vendor", lambda one: one["vendor"] or NO_TIME, right=False, rank=1, may_be_cut=True),
)
_SERVICE: Final = Column("Service", lambda one: one["service"] or NO_TIME, right=False, rank=5)


def endpoint_tables(subject: Subject) -> list[Table]:
    """A table for each kind that there is, most bytes first."""
    return [table for kind in KINDS if (table := endpoint_table(subject, kind)).records]


def endpoint_table(subject: Subject, kind: Kind) -> Table:
    """Those of one kind."""
    found = endpoints(subject.conversations[kind])
    total = subject.overview.bytes
    records = [_record(subject, found.record(int(place)), total) for place in found.order("bytes", descending=True)]
    columns = [*_COLUMNS, *(column for column in _NAMED if any(one[column.title.lower()] for one in records))]
    if any(one["service"] for one in records):
        columns.insert(1, _SERVICE)
    title = f"{TITLES[kind]} endpoints: {wording.count(len(records))}{', most bytes first' * (len(records) > 1)}"
    return Table("endpoints", title, columns, records)


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
        "first_time_ns": one.first_time,
        "last_time_ns": one.last_time,
        "filter": subject.filter(one.filter),
    }
