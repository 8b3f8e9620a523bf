"""Pings as statistics: which hosts were asked, how many answers got lost, and how long the others took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dissectors.statistics.exchange_filters import KINDS
from dissectors.statistics.ping_times import PingTimes
from dissectors.statistics.response_times import grouped
from tui import wording
from tui.statistics.columns import Record, or_dash, shown
from tui.statistics.distributions import spread_record
from tui.statistics.quantities import percent, share
from tui.statistics.tables import Table
from tui.wording import lasting

if TYPE_CHECKING:
    from tui.statistics.subject import Subject

_COLUMNS: Final = (
    shown("Host", "host", or_dash, right=False),
    shown("Name", "name", or_dash, right=False, rank=4, may_be_cut=True),
    shown("Requests", "requests", wording.count),
    shown("Answered", "answered", wording.count),
    shown("Lost", "lost_share", percent),
    shown("Median", "median_ns", lasting),
    shown("p95", "p95_ns", lasting, rank=2),
    shown("p99", "p99_ns", lasting, rank=3),
    shown("Worst", "largest_ns", lasting, rank=1),
)
_TIMES: Final = ("least", "average", "median", "p95", "p99", "largest")


def ping_tables(subject: Subject) -> list[Table]:
    """Who was asked most first; none where nobody was. Raises CaptureFileError."""
    counts = subject.counted(PingTimes)
    times = {one.of: one.spread for one in grouped(counts.exchanges(), lambda one: one.server)}
    records: list[Record] = [
        {
            "host": one.address,
            "name": subject.names.of(one.address),
            "requests": one.requests,
            "answered": one.answered,
            "lost": one.requests - one.answered,
            "lost_share": share(one.requests - one.answered, one.requests),
            **{f"{name}_ns": None for name in _TIMES},
            **({f"{name}_ns": spread_record(times[one.address])[name] for name in _TIMES if one.address in times}),
            "filter": subject.filter(
                f"{KINDS['ping']} && {'ipv6' if ':' in one.address else 'ip'}.addr == {one.address}"
            ),
        }
        for one in sorted(counts.hosts(), key=lambda one: -one.requests)
    ]
    title = f"Pings: {wording.counted(len(records), 'host')}"
    return [Table("pings", title, _COLUMNS, records, name="Pings", key="host", address=_address)] if records else []


def _address(one: Record) -> str | None:
    return None if one["name"] else str(one["host"])
