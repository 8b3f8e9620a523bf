"""Small tables of statistics for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tui.statistics.columns import Column, or_dash, shown
from tui.statistics.dissecting import Coverage
from tui.statistics.tables import Table
from tui.statistics.told import Counted
from tui.statistics.views import VIEWS

COLUMNS = (
    shown("Host", "host", or_dash, right=False),
    shown("Packets", "packets", str),
    shown("Peers", "peers", lambda count: "—" if count is None else str(count)),
    Column("Bar", lambda one: "#" * one["packets"], right=False),
)


def record(host: str, packets: int, peers: int | None = None) -> dict[str, Any]:
    return {"host": host, "packets": packets, "peers": peers, "filter": f"ip.addr == {host}"}


def table(*records: dict[str, Any], name: str = "IPv4", kind: str = "hosts") -> Table:
    return Table(kind, f"{name} hosts", COLUMNS, records, "nobody was there", name=name, key="host")


def counted(view: str, parts: Sequence[Any], *, is_done: bool = True, rows: int = 3) -> Counted:
    found = next(one for one in VIEWS if one.name == view)
    return Counted(found, tuple(parts), rows, Coverage(0, 0), is_done)
