"""Summaries of fields in intervals of time: ours against those of tshark's `io,stat`.

An interval is told by its number, since tshark prints no second beyond 2^32; where nothing is, it prints 0, as it does
where a summary is 0. Averages are compared without what is behind the point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from dissectors.capture_file import open_capture
from dissectors.packets.table import PacketTable
from dissectors.statistics.field_values import FieldValues
from dissectors.statistics.rates import Quantity, RateCounts, has_column
from tests.oracle import tshark

if TYPE_CHECKING:
    from dissectors.statistics.rates import Rates

NANOSECONDS: Final = 10**9
QUANTITIES: Final[Sequence[Quantity]] = (
    Quantity("SUM", "frame.len"),
    Quantity("MAX", "ip.ttl"),
    Quantity("MIN", "udp.length"),
    Quantity("COUNT", "tcp.flags"),
    Quantity("SUM", "tcp.len"),
    Quantity("COUNT", "ip.src"),
    Quantity("SUM", "dns.count.answers"),
    Quantity("AVG", "tcp.window_size"),
    Quantity("SUM", "udp.srcport"),
    Quantity("MAX", "ipv6.plen"),
)

Line = tuple[str, ...]
Lines = Mapping[str, Sequence[Line]]


def name_of(quantity: Quantity) -> str:
    """`sums AVG(ip.ttl)`: the statistic of a quantity."""
    return f"sums {quantity.measure}({quantity.field})"


def our_sums(path: Path, interval: int) -> Lines:
    """Intervals of so many seconds with their values, but for 0."""
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture)
        table.number_streams(len(table))
        origin = int(capture.frames.column("time", 0, 1)[0])
        found: dict[str, Sequence[Line]] = {}
        for quantity in QUANTITIES:
            counts = RateCounts(table.index, interval * NANOSECONDS, origin, quantity)
            found[name_of(quantity)] = list(_lines(_counted(table, counts)))
        return found


def _counted(table: PacketTable, counts: RateCounts) -> Rates:
    if has_column(table.index, counts.quantity):
        counts.extend(len(table))
        return counts.rates()
    values = FieldValues(table, counts.quantity.field)
    values.add(np.arange(len(table)))
    while not values.is_done:
        counts.take(*values.step(1))
    values.close()
    return counts.rates()


def _lines(rates: Rates) -> Iterator[Line]:
    for place, value in zip(rates.places.tolist(), rates.values.tolist(), strict=True):
        if int(value):
            yield str(place), str(int(value))


def their_sums(path: Path, interval: int) -> Lines:
    """The same by tshark, which is asked apart: in the hierarchy that it prints besides, the frame would be a level."""
    asked = ",".join(f"{one.measure}({one.field}){one.field}" for one in QUANTITIES)
    output = tshark.run("-n", "-q", "-r", path, "-z", f"io,stat,{interval},{asked}").stdout.decode("utf-8", "replace")
    return read_sums(output)


def read_sums(output: str) -> Lines:
    """The columns of the table that it prints."""
    found: dict[str, list[Line]] = {name_of(quantity): [] for quantity in QUANTITIES}
    rows = [line.split("|")[2:] for line in output.splitlines() if "<>" in line]
    for place, cells in enumerate(rows):
        for quantity, cell in zip(QUANTITIES, cells, strict=False):
            value = cell.strip()
            if value and int(float(value)):
                found[name_of(quantity)].append((str(place), str(int(float(value)))))
    return found
