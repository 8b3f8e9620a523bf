"""Display filters that find the messages that have something in common with one: a name, a type, a code, a server.

None where no field tells it: such messages are named by their packets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from dissectors.filters.apply import filter_for_rows, quoted
from dissectors.names.dns import RECORD_TYPES
from dissectors.names.tls import VERSIONS
from dissectors.statistics.messages import LONGEST

if TYPE_CHECKING:
    from dissectors.statistics.messages import Message

_TYPE_NUMBERS: Final = {name: str(number) for number, name in RECORD_TYPES.items()}
_VERSION_NUMBERS: Final = {name: f"0x{number:04x}" for number, name in VERSIONS.items()}
MOST_NUMBERS: Final = 50
"""Packets that a filter names."""
MOST_JOINED: Final = 200
"""Packets that are named where fields do not find all of them."""
DNS_QUERIES: Final = "dns && dns.flags.response == 0"
DNS_ANSWERS: Final = "dns && dns.flags.response == 1"
"""Not those of mDNS, which has the same fields."""
DNS_ERRORS: Final = f"{DNS_ANSWERS} && dns.flags.rcode != 0"
Filter = Callable[["Message"], str | None]


def packets_filter(messages: Sequence[Message]) -> str:
    """A display filter for the first packets of these messages."""
    return filter_for_rows(one.row for one in messages[:MOST_NUMBERS])


def whole_filter(shown: str, messages: Sequence[Message]) -> str:
    """The display filter of some messages, such that it finds those too that came in several TCP segments.

    Of these no packet has the fields; a first segment may have some. So packets are named where they are few.
    """
    joined = [one for one in messages if one.is_joined]
    if not joined:
        return shown
    if len(messages) <= MOST_JOINED:
        return _numbered(messages)
    return f"({shown}) || {_numbered(joined[:MOST_JOINED])}"


def _numbered(messages: Sequence[Message]) -> str:
    return filter_for_rows(sorted({one.row for one in messages}))


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
