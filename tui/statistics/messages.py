"""What DNS, HTTP and TLS were asked and what they answered, in print: names, types, methods, codes, how often each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from dissectors.filters.apply import quoted
from dissectors.names.dns import RECORD_TYPES
from dissectors.names.tls import VERSIONS
from dissectors.statistics.messages import LONGEST, Message, Spoken
from tui import wording
from tui.statistics.columns import Column, Record, shown
from tui.statistics.quantities import percent, share
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from tui.statistics.subject import Subject

_TYPE_NUMBERS: Final = {name: str(number) for number, name in RECORD_TYPES.items()}
_VERSION_NUMBERS: Final = {name: f"0x{number:04x}" for number, name in VERSIONS.items()}
_COUNTS: Final = (
    shown("Count", "count", wording.count),
    shown("Share", "share", percent, rank=1),
    shown("First packet", "first_packet", wording.count, rank=2),
)
MOST_NUMBERS: Final = 50
"""Packets that a filter names."""
NONE: Final = "(none)"
IN_A_LINE: Final = frozenset({"type", "code", "method", "status", "version", "suite"})
"""What has few different values, unlike names."""
_TITLES: Final = {
    "name": "Names", "type": "Types", "code": "Reply codes", "unanswered": "Unanswered", "host": "Hosts",
    "method": "Methods", "status": "Statuses", "version": "Versions", "suite": "Cipher suites",
}  # fmt: skip
"""Of tables beside each other."""
Filter = Callable[[Message], str | None]
Value = Callable[[Message], str]


def dns_tables(subject: Subject) -> list[Table]:
    """What was asked for, and what came of it; with the questions that nobody answered."""
    messages = subject.messages(("dns",))
    queries, answers = _asked(messages)
    unanswered = [one for one in subject.unanswered if one.told.protocol == "dns"]
    make = _Tables(subject, "dns")
    return make.those_that_are(
        make.table("name", f"DNS names asked for, of {_queries(queries)}", queries, _name, _query_name),
        make.table("type", "DNS types asked for", queries, _kind, _query_type),
        make.table(
            "code", f"DNS reply codes, of {wording.counted(len(answers), 'answer')}", answers, _code_name, _reply_code
        ),
        make.table("unanswered", "DNS queries without an answer", unanswered, _name),
    )


def http_tables(subject: Subject) -> list[Table]:
    """Hosts and methods of requests, statuses of answers."""
    messages = subject.messages(("http",))
    requests, answers = _asked(messages)
    make = _Tables(subject, "http")
    return make.those_that_are(
        make.table(
            "host", f"HTTP hosts, of {wording.counted(len(requests), 'request')}", requests, _name, _string("http.host")
        ),
        make.table(
            "method", "HTTP methods", requests, _kind, lambda one: f"http.request.method == {quoted(_kind(one))}"
        ),
        make.table(
            "status", f"HTTP statuses, of {wording.counted(len(answers), 'answer')}", answers, _status, _status_code
        ),
    )


def tls_tables(subject: Subject) -> list[Table]:
    """Servers' names as clients ask for them; versions and cipher suites that servers chose."""
    messages = subject.messages(("tls",))
    clients, servers = _asked(messages)
    make = _Tables(subject, "tls")
    name = "tls.handshake.extensions_server_name"
    return make.those_that_are(
        make.table(
            "name",
            f"TLS server names, of {wording.counted(len(clients), 'client hello')}",
            clients,
            _name,
            _string(name),
        ),
        make.table("version", "TLS versions chosen", servers, _kind, _version),
        make.table("suite", "TLS cipher suites chosen", servers, _code_name, _suite),
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
            "Name" if filter_of is None else of.capitalize(),
            lambda one: one["value"] or NONE,
            right=False,
            may_be_cut=True,
            by="value",
        )
        in_a_line = _in_a_line if of in IN_A_LINE else None
        return Table(self._kind, title, (*_COUNTS, last), records, name=_TITLES[of], key="value", in_a_line=in_a_line)

    def those_that_are(self, *tables: Table) -> list[Table]:
        return [table for table in tables if table.records]

    def _records(
        self, of: str, messages: Iterable[Message], value: Value, filter_of: Filter | None
    ) -> Iterator[dict[str, Any]]:
        groups: dict[str, list[Message]] = {}
        for one in messages:
            groups.setdefault(value(one), []).append(one)
        total = sum(map(len, groups.values()))
        for text, found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[1][0].row)):
            first = found[0]
            shown = None if filter_of is None else filter_of(first)
            yield {
                "of": of,
                "value": text,
                "count": len(found),
                "share": share(len(found), total),
                "first_packet": first.row + 1,
                "filter": self._subject.filter(shown) if shown else packets_filter(found),
            }


def _in_a_line(one: Record) -> str:
    return f"{one['value'] or NONE} {wording.count(one['count'])} ({percent(one['share'])})"


def _queries(messages: Sequence[Message]) -> str:
    return "1 query" if len(messages) == 1 else f"{wording.count(len(messages))} queries"


def packets_filter(messages: Sequence[Message]) -> str:
    """A display filter for the first packets of these messages."""
    return f"frame.number in {{{', '.join(str(one.row + 1) for one in messages[:MOST_NUMBERS])}}}"


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


def _status(one: Message) -> str:
    return f"{one.told.code} {one.told.code_name}".strip()


def _string(field: str) -> Filter:
    """The field with the message's name; what was too long to keep is only the beginning."""

    def filter_of(one: Message) -> str | None:
        name = one.told.name
        if not name:
            return None
        return f"{field} {'contains' if len(name) >= LONGEST else '=='} {quoted(name)}"

    return filter_of


def _query_name(one: Message) -> str | None:
    found = _string("dns.qry.name")(one)
    return None if found is None else f"dns.flags.response == 0 && {found}"


def _query_type(one: Message) -> str | None:
    number = _TYPE_NUMBERS.get(one.told.kind) or one.told.kind.removeprefix("TYPE")
    return f"dns.flags.response == 0 && dns.qry.type == {number}" if number else None


def _reply_code(one: Message) -> str:
    return f"dns.flags.response == 1 && dns.flags.rcode == {one.told.code}"


def _status_code(one: Message) -> str:
    return f"http.response.code == {one.told.code}"


def _suite(one: Message) -> str | None:
    code = one.told.code
    return None if code is None else f"tls.handshake.type == 2 && tls.handshake.ciphersuite == 0x{code:04x}"


def _version(one: Message) -> str | None:
    """A server that says which version it chose says an older one where that used to stand (RFC 8446 §4.2.1)."""
    number = _VERSION_NUMBERS.get(one.told.kind) or one.told.kind
    if not number:
        return None
    chosen, before = "tls.handshake.extensions.supported_version", "tls.handshake.version"
    return f"tls.handshake.type == 2 && ({chosen} == {number} || (!{chosen} && {before} == {number}))"
