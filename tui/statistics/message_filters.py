"""Display filters that find the messages that have something in common with one: a name, a type, a code, a server.

None where no field tells it: such messages are named by their packets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from dissectors.filters.apply import MOST_NAMED, filter_for_rows, quoted
from dissectors.names.dns import RECORD_TYPES
from dissectors.names.tls import VERSIONS
from dissectors.statistics.messages import LONGEST
from tui import wording

if TYPE_CHECKING:
    from dissectors.statistics.messages import Message

_TYPE_NUMBERS: Final = {name: str(number) for number, name in RECORD_TYPES.items()}
_VERSION_NUMBERS: Final = {name: f"0x{number:04x}" for number, name in VERSIONS.items()}
DNS_QUERIES: Final = "dns && dns.flags.response == 0"
DNS_ANSWERS: Final = "dns && dns.flags.response == 1"
"""Not those of mDNS, which has the same fields."""
DNS_ERRORS: Final = f"{DNS_ANSWERS} && dns.flags.rcode != 0"
Filter = Callable[["Message"], str | None]


class MessagesFilter(NamedTuple):
    """A display filter for the packets of messages."""

    text: str
    finds: str | None
    """What of them, in words; None for all."""


def packets_filter(messages: Sequence[Message]) -> MessagesFilter:
    """Names the packets of these messages, at least one; of many the first."""
    rows = _rows(messages)
    count = f"the first {wording.count(MOST_NAMED)} of {wording.packets(len(rows))}"
    return MessagesFilter(filter_for_rows(rows[:MOST_NAMED]), count if len(rows) > MOST_NAMED else None)


def whole_filter(shown: str, messages: Sequence[Message]) -> MessagesFilter:
    """The display filter of some messages, such that it finds those too that came in several TCP segments.

    Of these no packet has the fields; a first segment may have some. So packets are named where they are few.
    """
    joined = _rows(one for one in messages if one.is_joined)
    if not joined:
        return MessagesFilter(shown, None)
    rows = _rows(messages)
    if len(rows) <= MOST_NAMED:
        return MessagesFilter(filter_for_rows(rows), None)
    left = len(joined) - MOST_NAMED
    finds = f"{wording.count(len(rows) - left)} of {wording.packets(len(rows))}" if left > 0 else None
    return MessagesFilter(f"({shown}) || {filter_for_rows(joined[:MOST_NAMED])}", finds)


def _rows(messages: Iterable[Message]) -> list[int]:
    return sorted({one.row for one in messages})


def with_name(field: str) -> Filter:
    """The field with the message's name; what was too long to keep is only the beginning."""

    def filter_of(one: Message) -> str | None:
        name = one.told.name
        if not name:
            return None
        return f"{field} {'contains' if len(name) >= LONGEST else '=='} {quoted(name)}"

    return filter_of


def with_query_name(one: Message) -> str | None:
    """Queries for the same name."""
    found = with_name("dns.qry.name")(one)
    return None if found is None else f"{DNS_QUERIES} && {found}"


def with_failed_name(one: Message) -> str | None:
    """Answers about the same name that say that it failed."""
    found = with_name("dns.qry.name")(one)
    return None if found is None else f"{DNS_ERRORS} && {found}"


def from_server(answers: str) -> Filter:
    """The answers from where the message came."""

    def filter_of(one: Message) -> str | None:
        return f"{answers} && {'ipv6' if ':' in one.source else 'ip'}.src == {one.source}" if one.source else None

    return filter_of


def with_path(one: Message) -> str | None:
    """Requests for the same path of the same host, with any query or none."""
    path, name = one.told.path, one.told.name
    if not path or not name or len(path) >= LONGEST - 1 or len(name) >= LONGEST:
        return None
    alone = f"http.request.uri in {{{quoted(path)}, {quoted(path + '?')}}}"
    return f"http.host == {quoted(name)} && ({alone} || http.request.uri.path == {quoted(path)})"


def with_query_type(one: Message) -> str | None:
    """Queries for the same type of record."""
    number = _TYPE_NUMBERS.get(one.told.kind) or one.told.kind.removeprefix("TYPE")
    return f"{DNS_QUERIES} && dns.qry.type == {number}" if number else None


def with_reply_code(one: Message) -> str:
    """Answers with the same code."""
    return f"{DNS_ANSWERS} && dns.flags.rcode == {one.told.code}"


def with_status(one: Message) -> str:
    """Answers with the same status."""
    return f"http.response.code == {one.told.code}"


def with_suite(one: Message) -> str | None:
    """Server hellos that choose the same cipher suite."""
    code = one.told.code
    return None if code is None else f"tls.handshake.type == 2 && tls.handshake.ciphersuite == 0x{code:04x}"


def with_version(one: Message) -> str | None:
    """Server hellos that choose the same version.

    A server that says which version it chose says an older one where that used to stand (RFC 8446 §4.2.1).
    """
    number = _VERSION_NUMBERS.get(one.told.kind) or one.told.kind
    if not number:
        return None
    chosen, before = "tls.handshake.extensions.supported_version", "tls.handshake.version"
    return f"tls.handshake.type == 2 && ({chosen} == {number} || (!{chosen} && {before} == {number}))"
