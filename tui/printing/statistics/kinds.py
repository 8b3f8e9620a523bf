"""The kinds of statistics by the names that the command line gives them, and what prints each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from tui.printing.statistics.conversations import conversation_tables
from tui.printing.statistics.distributions import gap_tables, length_tables
from tui.printing.statistics.endpoints import endpoint_tables
from tui.printing.statistics.hierarchy import hierarchy_tables
from tui.printing.statistics.messages import dns_tables, http_tables, tls_tables
from tui.printing.statistics.notable import notable_list
from tui.printing.statistics.overview import overview_facts
from tui.printing.statistics.rates import rate_tables
from tui.printing.statistics.responses import response_tables
from tui.printing.statistics.usage import process_tables, protocol_tables
from tui.printing.statistics.values import flag_tables, icmp_tables, port_tables, ttl_tables

if TYPE_CHECKING:
    from tui.printing.statistics.subject import Subject
    from tui.printing.statistics.tables import Record


class Printed(Protocol):
    """Statistics that can be printed as lines, and as records."""

    @property
    def kind(self) -> str: ...
    @property
    def records(self) -> Sequence[Record]: ...
    def lines(self, width: int, most: int | None = None) -> Iterator[str]: ...


MAKERS: Final[Mapping[str, Callable[[Subject], Sequence[Printed]]]] = {
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
    "dns": dns_tables,
    "http": http_tables,
    "tls": tls_tables,
    "responses": response_tables,
    "protocols": protocol_tables,
    "processes": process_tables,
}
