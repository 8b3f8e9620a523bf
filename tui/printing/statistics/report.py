"""The report of one page: of every kind of statistics what matters most, for a terminal and for a ticket."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Final

from dissectors.streams.tables.kinds import Kind
from tui import wording
from tui.statistics.conversations import conversation_table
from tui.statistics.distributions import length_tables
from tui.statistics.endpoints import endpoint_table
from tui.statistics.hierarchy import hierarchy_tables
from tui.statistics.messages import DETAILS, dns_tables, http_tables, tls_tables
from tui.statistics.notable import notable_list
from tui.statistics.overview import overview_facts
from tui.statistics.rates import rate_chart
from tui.statistics.responses import overall_table
from tui.statistics.usage import process_tables

if TYPE_CHECKING:
    from tui.printing.statistics.asked_names import AskedNames
    from tui.statistics.dissecting import Coverage
    from tui.statistics.kind_names import KindName
    from tui.statistics.kinds import Printed
    from tui.statistics.subject import Subject
    from tui.statistics.tables import Table

NARROWEST: Final = 60
MOST_ROWS: Final[Mapping[str, int]] = {"hierarchy": 24, "notable": 10, "lengths": 12}
USUAL_MOST: Final = 5
KINDS_IN_ORDER: Final[tuple[KindName, ...]] = (
    "overview", "notable", "hierarchy", "endpoints", "conversations", "io", "lengths",
    "dns", "http", "tls", "responses", "programs",
)  # fmt: skip
"""What the report is made of."""
_NETWORKS: Final[tuple[Kind, ...]] = ("ip", "ipv6")
_TRANSPORTS: Final[tuple[Kind, ...]] = ("tcp", "udp", "sctp")


def report_lines(subject: Subject, width: int, names: AskedNames | None = None) -> Iterator[str]:
    """The whole report; what is not there takes no room. Names of hosts are asked for by `names`.

    Raises CaptureFileError.
    """
    width = max(width, NARROWEST)
    for number, lines in enumerate(_parts(subject, width, names)):
        if number:
            yield ""
        yield from lines


def _parts(subject: Subject, width: int, names: AskedNames | None) -> Iterator[Iterator[str]]:
    yield from _printed(overview_facts(subject), width)
    if not subject.overview.packets:
        return
    yield from _printed(notable_list(subject), width)
    yield from _printed(hierarchy_tables(subject), width)
    hosts = (endpoint_table(subject, kind) for kind in _present(subject, _NETWORKS))
    yield from _printed(hosts if names is None else names.of(hosts, USUAL_MOST), width)
    yield from _printed((conversation_table(subject, kind) for kind in _present(subject, _TRANSPORTS)), width)
    yield from _printed(process_tables(subject), width)
    if subject.overview.duration:
        yield rate_chart(subject, width)
    yield from _printed(length_tables(subject), width)
    if subject.exchanges:
        yield from _printed([overall_table(subject)], width)
    for tables in (dns_tables(subject), http_tables(subject), tls_tables(subject)):
        yield from _values(tables, width)
    if lines := coverage_lines(subject, width):
        yield iter(lines)


def _printed(parts: Iterable[Printed], width: int) -> Iterator[Iterator[str]]:
    for part in parts:
        yield part.lines(width, MOST_ROWS.get(part.kind, USUAL_MOST))


def _values(tables: list[Table], width: int) -> Iterator[Iterator[str]]:
    """Names in rows, and below them what has few different values, in a line each."""
    names = [table for table in tables if table.in_a_line is None and table.records[0]["of"] not in DETAILS]
    values = [table for table in tables if table.in_a_line is not None]
    yield from _printed(names, width)
    if values:
        yield chain.from_iterable(table.sentence(width, USUAL_MOST) for table in values)


def _present(subject: Subject, kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """Those of the kinds that there are; else Ethernet's, if there are any of it."""
    found = tuple(kind for kind in kinds if len(subject.conversations[kind]))
    return found or (("eth",) if len(subject.conversations["eth"]) else ())


def coverage_lines(subject: Subject, width: int) -> list[str]:
    """What was not looked at; nothing where everything was."""
    told = subject.coverage
    if told.is_whole:
        return []
    how = "as many as are kept" if told.is_full else "--all looks at all"
    how = "interrupted" if subject.is_interrupted else how
    return textwrap.wrap(f"{wording.sentence(coverage_words(told))[:-1]}: {how}.", width)


def coverage_words(told: Coverage) -> str:
    """In how many packets messages were read."""
    share = f"{wording.count(told.examined)} of {wording.packets(told.total)}"
    return f"messages were read in the first {share} that may have them"
