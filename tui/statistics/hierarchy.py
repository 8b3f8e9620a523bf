"""The protocol hierarchy as a table: what rode on what, with its share of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dissectors.filters.apply import filter_for_rows
from dissectors.protocols.data import DATA
from dissectors.statistics.hierarchy import HierarchyCounts, ProtocolCount
from dissectors.statistics.hierarchy_filters import place_filter
from tui import wording
from tui.statistics.columns import Column, shown
from tui.statistics.quantities import bit_rate, percent, rates_over, share
from tui.statistics.records import in_order
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tui.statistics.subject import Subject

_COLUMNS = (
    Column("Protocol", lambda one: "  " * one["depth"] + one["protocol"], right=False, by="protocol"),
    shown("Packets", "packets", wording.count),
    shown("Share", "packet_share", percent),
    shown("Of parent", "share_of_parent", percent, rank=3),
    shown("Bytes", "bytes", wording.count),
    shown("Share", "byte_share", percent, rank=1),
    shown("bit/s", "bits_per_second", bit_rate, rank=2),
    shown("Ends here", "end_packets", wording.count, rank=4),
    shown("Bytes ending here", "end_bytes", wording.count, rank=5),
)


def hierarchy_tables(subject: Subject) -> list[Table]:
    """From the outermost protocol in, each followed by what rode on it, most packets first. Raises CaptureFileError."""
    counts = subject.counted(HierarchyCounts, subject.told_protocols)
    root = counts.tree()
    found = list(_records(subject, root, counts.packets_having())) if root.packets else []
    records = in_order(found, "packets", descending=True)
    title = f"Protocol hierarchy{rates_over(subject.overview.duration)}"
    return [Table("hierarchy", title, _COLUMNS, records, "no packets", name="Protocols", key="path")]


def _records(subject: Subject, root: ProtocolCount, having: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    seconds = (subject.overview.duration or 0) / 1e9
    path: list[ProtocolCount] = []
    for depth, one in root.walk():
        del path[depth:]
        names = [above.name for above in (*path[1:], one)]
        own = place_filter(tuple(names), one, having)
        text, finds = _filter(subject, one, own, path[-1] if path else None)
        yield {
            "protocol": one.name if one.is_known else f"{one.name} (tshark)",
            "path": ":".join(names),
            "depth": depth,
            "packets": one.packets,
            "packet_share": share(one.packets, root.packets),
            "share_of_parent": share(one.packets, path[-1].packets) if path else None,
            "bytes": one.bytes,
            "byte_share": share(one.bytes, root.bytes),
            "bits_per_second": one.bytes * 8 / seconds if seconds else None,
            "end_packets": one.end_packets,
            "end_bytes": one.end_bytes,
            "filter": text,
            "filter_finds": finds,
        }
        path.append(one)


def _filter(subject: Subject, one: ProtocolCount, own: str, above: ProtocolCount | None) -> tuple[str, str | None]:
    """Of what only tshark knows packets are named; and what such a filter finds, None where it is all that counts."""
    if one.name == DATA.name and above is not None:
        # What has been told to be something else is no data any more.
        told = [row for beside in above.children for row in beside.told_rows or ()]
        more = sum(beside.told_packets for beside in above.children) - len(told)
        text = subject.filter(f"{own} && !({filter_for_rows(told)})" if told else own)
        return text, f"these and {wording.count(more)} more" if more else None
    if one.told_rows is None:
        return subject.filter(own), None
    left, numbers = one.told_packets - len(one.told_rows), filter_for_rows(one.told_rows)
    is_told_alone = not one.is_known or one.told_packets == one.packets
    text = numbers if is_told_alone else f"({subject.filter(own)}) || {numbers}"
    which = "the first " if is_told_alone else ""
    return text, f"{which}{wording.count(one.packets - left)} of {wording.packets(one.packets)}" if left else None
