"""Who used the wire how much, in print: by innermost protocol, and by the processes that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dissectors.statistics.usage_keys import By
from dissectors.statistics.utilisation import Utilisation
from tui import wording
from tui.statistics.columns import shown
from tui.statistics.quantities import bit_rate, percent, share
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from dissectors.statistics.utilisation import UserUsage
    from tui.statistics.subject import Subject

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
_NAME: Final = shown("Protocol", "name", str, right=False)
_PROCESS: Final = shown("Process", "name", str, right=False, may_be_cut=True)


def protocol_tables(subject: Subject) -> list[Table]:
    """Packets by what is innermost in each, most bytes first. Raises CaptureFileError."""
    records = _records(subject, "protocol")
    title = f"Innermost protocols: {wording.count(len(records))}, most bytes first"
    return [Table("protocols", title, (_NAME, *_AMOUNTS), records, name="Protocols", key="name")] if records else []


def process_tables(subject: Subject) -> list[Table]:
    """Processes that the capture tells of, with what they sent and received. Raises CaptureFileError."""
    records = _records(subject, "process")
    title = f"Processes: {wording.count(len(records))}, most bytes first"
    return (
        [Table("processes", title, (_PROCESS, *_AMOUNTS, *_WAYS), records, name="Processes", key="name")]
        if records
        else []
    )


def _records(subject: Subject, by: By) -> list[dict[str, Any]]:
    if by == "process":
        subject.table.join_processes()
    usage = subject.counted(Utilisation, by).usage()
    used = [usage.record(int(place)) for place in usage.order("bytes", descending=True)]
    return [_record(subject, one) for one in used if one.total.packets]


def _record(subject: Subject, one: UserUsage) -> dict[str, Any]:
    total, seconds = one.total, (subject.overview.duration or 0) / 1e9
    return {
        "name": one.user.name,
        "packets": total.packets,
        "bytes": total.bytes,
        # What is sent to oneself is both sent and received.
        "byte_share": share(min(total.bytes, subject.overview.bytes), subject.overview.bytes),
        "bits_per_second": total.bytes * 8 / seconds if seconds else None,
        "packets_sent": total.packets_sent,
        "packets_received": total.packets_received,
        "bytes_sent": total.bytes_sent,
        "bytes_received": total.bytes_received,
        "first_time_ns": one.first_time,
        "last_time_ns": one.last_time,
        "filter": subject.filter(one.user.filter) if one.user.filter else None,
    }
