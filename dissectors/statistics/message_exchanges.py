"""Which message answers which, of DNS, HTTP and TLS: messages come as they are found, out come exchanges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Final

from dissectors.statistics.exchanges import Exchange, ResponseKind
from dissectors.statistics.outstanding_requests import OutstandingRequests
from dissectors.statistics.times_apart import LONGEST
from dissectors.streams.tables.conversations import Endpoint

if TYPE_CHECKING:
    from dissectors.statistics.messages import Message, Spoken

_KINDS: Final[dict[Spoken, ResponseKind]] = {"dns": "dns", "http": "http", "tls": "tls"}
"""Protocols in which there is an answer to a question: in mDNS and LLMNR everybody tells everybody."""


class MessageExchanges:
    """Takes messages, those of each protocol in the order of rows.

    DNS goes by transaction, what was asked for and conversation, the first of questions that were repeated; HTTP by
    TCP's numbers and the order on a connection (`outstanding_requests`); of TLS the server's hello comes after the
    client's.
    """

    def __init__(self) -> None:
        self._found: list[Exchange] = []
        self._waiting: dict[tuple[object, ...], Message] = {}
        """Questions of DNS and TLS."""
        self._requests: defaultdict[tuple[object, ...], OutstandingRequests] = defaultdict(OutstandingRequests)
        """Of HTTP, by connection."""
        self._servers: dict[tuple[str, int], str] = {}

    def add(self, messages: Iterable[Message]) -> None:
        """Take in further messages."""
        for one in messages:
            if one.told.protocol in _KINDS:
                self._take(one)

    def exchanges(self) -> list[Exchange]:
        """Questions with their answers, in the order in which these came."""
        return self._found.copy()

    def unanswered(self) -> list[Message]:
        """The questions that got no answer so far, in the order of rows."""
        return sorted(chain(self._waiting.values(), *self._requests.values()), key=lambda one: one.row)

    def _take(self, one: Message) -> None:
        told = one.told
        asked = (told.number, told.name.lower(), told.kind) if told.protocol == "dns" else ()
        where = (one.stream_field, one.stream) if one.stream_field else (frozenset((one.source, one.destination)),)
        key = (told.protocol, *where, *asked)
        if told.protocol == "http":
            question = self._take_http(self._requests[key], one)
        elif told.is_answer:
            question = self._waiting.pop(key, None)
        else:
            # A query that is sent again asks the same: the answer is to the first.
            self._waiting.setdefault(key, one)
            return
        if question is not None:
            self._answer(question, one)

    def _take_http(self, requests: OutstandingRequests, one: Message) -> Message | None:
        if one.told.is_answer:
            return requests.take(one, is_interim=_is_interim(one))
        requests.ask(one)
        return None

    def _answer(self, question: Message, answer: Message) -> None:
        if question.time is None or answer.time is None or answer.time < question.time:
            return
        end, told = (answer.source, answer.port), question.told
        server = self._servers.get(end)
        if server is None:
            server = self._servers[end] = str(Endpoint(*end))
        apart = min(answer.time - question.time, LONGEST)
        rows, where = (question.row, answer.row), (answer.stream_field, answer.stream)
        is_joined = question.is_joined or answer.is_joined
        self._found.append(Exchange(_KINDS[told.protocol], server, told.name, apart, *rows, *where, is_joined))


def _is_interim(answer: Message) -> bool:
    """Behind it the answer is yet to come (RFC 9110 §15.2); where protocols are switched it is the last."""
    code = answer.told.code
    return code is not None and code < 200 and code != 101
