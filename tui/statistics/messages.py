"""What DNS, HTTP and TLS were asked and what they answered, as tables: names, types, methods, codes, how often each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dissectors.filters.apply import quoted
from dissectors.statistics.distribution import spread_of
from dissectors.statistics.messages import Message, Spoken
from tui import wording
from tui.statistics.columns import Column, Record, shown
from tui.statistics.message_filters import (
    DNS_ANSWERS,
    Filter,
    from_server,
    packets_filter,
    whole_filter,
    with_failed_name,
    with_name,
    with_path,
    with_query_name,
    with_query_type,
    with_reply_code,
    with_status,
    with_suite,
    with_version,
)
from tui.statistics.quantities import percent, share
from tui.statistics.tables import Table
from tui.wording import lasting

if TYPE_CHECKING:
    from tui.statistics.subject import Subject

_COUNTS: Final = (
    shown("Count", "count", wording.count),
    shown("Share", "share", percent, rank=1),
    shown("First packet", "first_packet", wording.count, rank=2),
)
_TIMES: Final = (
    shown("Median time", "median_ns", lasting, rank=3),
    shown("p95", "p95_ns", lasting, rank=4),
    shown("Worst", "largest_ns", lasting, rank=5),
)
"""How long the answers took."""
NONE: Final = "(none)"
IN_A_LINE: Final = frozenset({"type", "code", "method", "status", "version", "suite"})
"""What has few different values, unlike names."""
DETAILS: Final = frozenset({"failed", "path", "server"})
"""What a report of one page leaves out."""
_TITLES: Final = {
    "name": "Names", "type": "Types", "code": "Reply codes", "failed": "Failed", "unanswered": "Unanswered",
    "server": "Servers", "host": "Hosts", "path": "Paths", "method": "Methods", "status": "Statuses",
    "version": "Versions", "suite": "Cipher suites",
}  # fmt: skip
"""Of tables beside each other."""
Value = Callable[[Message], str]


def dns_tables(subject: Subject) -> list[Table]:
    """What was asked for, and what came of it; with the questions that nobody answered."""
    messages = subject.messages(("dns",))
    queries, answers = _asked(messages)
    failed = [one for one in answers if one.told.code]
    unanswered = [one for one in subject.unanswered if one.told.protocol == "dns"]
    make = _Tables(subject, "dns")
    return make.those_that_are(
        make.table("name", f"DNS names asked for, of {_queries(queries)}", queries, _name, with_query_name),
        make.table("type", "DNS types asked for", queries, _kind, with_query_type),
        make.table("code", f"DNS reply codes, of {_counted(answers)}", answers, _code_name, with_reply_code),
        make.table("failed", "DNS names that failed", failed, _name, with_failed_name),
        make.table("server", "DNS servers that answered", answers, _source, from_server(DNS_ANSWERS)),
        make.table("unanswered", "DNS queries without an answer", unanswered, _name),
    )


def http_tables(subject: Subject) -> list[Table]:
    """Hosts and methods of requests, statuses of answers."""
    messages = subject.messages(("http",))
    requests, answers = _asked(messages)
    make = _Tables(subject, "http")
    return make.those_that_are(
        make.table("host", f"HTTP hosts, of {_counted(requests, 'request')}", requests, _name, with_name("http.host")),
        make.table("path", "HTTP paths asked for", requests, _path, with_path),
        make.table(
            "method", "HTTP methods", requests, _kind, lambda one: f"http.request.method == {quoted(_kind(one))}"
        ),
        make.table("status", f"HTTP statuses, of {_counted(answers)}", answers, _status, with_status),
        make.table("server", "HTTP servers that answered", answers, _source, from_server("http.response.code")),
    )


def tls_tables(subject: Subject) -> list[Table]:
    """Servers' names as clients ask for them; versions and cipher suites that servers chose."""
    messages = subject.messages(("tls",))
    clients, servers = _asked(messages)
    make = _Tables(subject, "tls")
    with_server_name = with_name("tls.handshake.extensions_server_name")
    return make.those_that_are(
        make.table(
            "name", f"TLS server names, of {_counted(clients, 'client hello')}", clients, _name, with_server_name
        ),
        make.table("version", "TLS versions chosen", servers, _kind, with_version),
        make.table("suite", "TLS cipher suites chosen", servers, _code_name, with_suite),
        make.table("server", "TLS servers that answered", servers, _source, from_server("tls.handshake.type == 2")),
    )


class _Tables:
    """Makes tables of one kind."""

    def __init__(self, subject: Subject, kind: Spoken) -> None:
        self._subject = subject
        self._kind = kind

    def table(
        self, of: str, title: str, messages: list[Message], value: Value, filter_of: Filter | None = None
    ) -> Table:
        """How often each value is there, the most frequent first.

        Without `filter_of` no field tells its packets, and they are named by number.
        """
        records = list(self._records(of, messages, value, filter_of))
        last = Column(
            "Name" if filter_of is None or of == "failed" else of.capitalize(),
            lambda one: one["value"] or NONE,
            right=False,
            may_be_cut=True,
            by="value",
        )
        in_a_line = _in_a_line if of in IN_A_LINE else None
        columns = (*_COUNTS, *(_TIMES if any(one["largest_ns"] is not None for one in records) else ()), last)
        return Table(
            self._kind,
            title,
            columns,
            records,
            name=_TITLES[of],
            key="value",
            tells_count=in_a_line is None,
            in_a_line=in_a_line,
        )

    def those_that_are(self, *tables: Table) -> list[Table]:
        return [table for table in tables if table.records]

    def _records(
        self, of: str, messages: Iterable[Message], value: Value, filter_of: Filter | None
    ) -> Iterator[dict[str, Any]]:
        groups: dict[str, list[Message]] = {}
        for one in messages:
            groups.setdefault(value(one), []).append(one)
        total = sum(map(len, groups.values()))
        for named, found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[1][0].row)):
            first = found[0]
            shown = None if filter_of is None else filter_of(first)
            text, finds = whole_filter(shown, found) if shown else packets_filter(found)
            yield {
                "of": of,
                "value": named,
                "count": len(found),
                "share": share(len(found), total),
                "first_packet": first.row + 1,
                **self._times(found),
                "filter": self._subject.filter(text) if shown else text,
                "filter_finds": finds,
            }

    def _times(self, messages: Sequence[Message]) -> dict[str, int | None]:
        """Of the answers, or of those to the questions."""
        known = self._subject.answer_times
        times = [known[key] for one in messages if (key := (one.row, one.told.is_answer, one.told.name)) in known]
        spread = spread_of(np.array(times, np.int64))
        median, p95, _ = (None, None, None) if spread is None else spread.percentiles
        return {"median_ns": median, "p95_ns": p95, "largest_ns": None if spread is None else spread.largest}


def _in_a_line(one: Record) -> str:
    return f"{one['value'] or NONE} {wording.count(one['count'])} ({percent(one['share'])})"


def _counted(messages: Sequence[Message], word: str = "answer") -> str:
    return wording.counted(len(messages), word)


def _queries(messages: Sequence[Message]) -> str:
    return "1 query" if len(messages) == 1 else f"{wording.count(len(messages))} queries"


def _asked(messages: Iterable[Message]) -> tuple[list[Message], list[Message]]:
    """Questions and answers."""
    found: tuple[list[Message], list[Message]] = ([], [])
    for one in messages:
        found[one.told.is_answer].append(one)
    return found


def _name(one: Message) -> str:
    return one.told.name


def _kind(one: Message) -> str:
    return one.told.kind


def _code_name(one: Message) -> str:
    return one.told.code_name


def _path(one: Message) -> str:
    """Behind the host that it is asked of."""
    return f"{one.told.name}{one.told.path}"


def _source(one: Message) -> str:
    return one.source


def _status(one: Message) -> str:
    return f"{one.told.code} {one.told.code_name}".strip()
