"""The kinds of statistics by the names that the command line gives them, and what prints each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from tui.statistics.conversations import conversation_tables
from tui.statistics.distributions import gap_tables, length_tables
from tui.statistics.endpoints import endpoint_tables
from tui.statistics.hierarchy import hierarchy_tables
from tui.statistics.messages import dns_tables, http_tables, tls_tables
from tui.statistics.notable import notable_list
from tui.statistics.overview import overview_facts
from tui.statistics.pings import ping_tables
from tui.statistics.rates import rate_tables
from tui.statistics.responses import response_tables
from tui.statistics.round_trips import round_trip_tables
from tui.statistics.tcp_graphs import tcp_graph_parts
from tui.statistics.usage import host_tables, process_tables, program_tables, protocol_tables
from tui.statistics.values import flag_tables, icmp_tables, port_tables, ttl_tables

if TYPE_CHECKING:
    from tui.statistics.columns import Record
    from tui.statistics.kind_names import KindName
    from tui.statistics.subject import Subject


class Printed(Protocol):
    """Statistics that can be printed as lines, and as records."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def records(self) -> Sequence[Record]: ...
    def lines(self, width: int, most: int | None = None) -> Iterator[str]: ...


MAKERS: Final[Mapping[KindName, Callable[[Subject], Iterable[Printed]]]] = {
    "overview": overview_facts,
    "notable": notable_list,
    "hierarchy": hierarchy_tables,
    "endpoints": endpoint_tables,
    "conversations": conversation_tables,
    "io": rate_tables,
    "lengths": length_tables,
    "gaps": gap_tables,
    "flags": flag_tables,
    "ttl": ttl_tables,
    "ports": port_tables,
    "icmp": icmp_tables,
    "pings": ping_tables,
    "dns": dns_tables,
    "http": http_tables,
    "tls": tls_tables,
    "responses": response_tables,
    "rtt": round_trip_tables,
    "tcp": tcp_graph_parts,
    "hosts": host_tables,
    "protocols": protocol_tables,
    "programs": program_tables,
    "processes": process_tables,
}
