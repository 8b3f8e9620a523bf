"""How long answers took: of TCP's handshake, of a server's first byte, of TLS, DNS and HTTP; by server and by name.

The first two come from what became of every TCP conversation, the others from messages told by dissection.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.statistics.distribution import Spread, spread_of
from dissectors.streams.endpoints import WORDS, group_pairs
from dissectors.streams.tables.conversations import Endpoint, endpoint_of

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.statistics.messages import Message
    from dissectors.streams.outcomes.fates import Fates

Integers = NDArray[np.int64]
ResponseKind = Literal["handshake", "first byte", "tls", "dns", "http"]
RESPONSE_KINDS: Final[tuple[ResponseKind, ...]] = ("handshake", "first byte", "tls", "dns", "http")
LONGEST: Final = 2**63 - 1
"""Nanoseconds."""
WORST: Final = 5
"""Exchanges of a group that are told one by one, the slowest first."""


class Exchange(NamedTuple):
    """A question and its answer."""

    kind: ResponseKind
    server: str
    """Address and port of who answered."""
    name: str
    """Of DNS what was asked for, of HTTP the host, of TLS the server's name; else empty. Not safe for a terminal."""
    nanoseconds: int
    question_row: int
    answer_row: int


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Exchanges of a kind that have something in common."""

    kind: ResponseKind
    of: str
    """The server or the name."""
    spread: Spread
    """Nanoseconds."""
    worst: tuple[Exchange, ...]


def exchanges_of(messages: Iterable[Message]) -> tuple[list[Exchange], list[Message]]:
    """Questions with their answers, in the order of answers, and the questions that got none.

    DNS by transaction, what was asked for and conversation, the first of questions that were repeated; HTTP in the
    order of requests on a connection (RFC 9112 §9.3.2), of TLS the server's hello after the client's.
    """
    waiting: defaultdict[tuple[object, ...], deque[Message]] = defaultdict(deque)
    found: list[Exchange] = []
    for one in messages:
        told = one.told
        if told.protocol == "mdns":
            continue
        asked = (told.number, told.name.lower(), told.kind) if told.protocol == "dns" else ()
        where = (one.stream_field, one.stream) if one.stream_field else (frozenset((one.source, one.destination)),)
        queue = waiting[(told.protocol, *where, *asked)]
        if not told.is_answer:
            # A query that is sent again asks the same: the answer is to the first.
            if told.protocol == "http" or not queue:
                queue.append(one)
        elif queue and not (told.protocol == "http" and told.code is not None and told.code < 200 and told.code != 101):
            question = queue.popleft()
            if question.time is not None and one.time is not None and one.time >= question.time:
                server = str(Endpoint(one.source, one.port))
                apart = min(one.time - question.time, LONGEST)
                found.append(Exchange(told.protocol, server, question.told.name, apart, question.row, one.row))
    left = sorted((one for queue in waiting.values() for one in queue), key=lambda one: one.row)
    return found, left


def grouped(exchanges: Iterable[Exchange], by: Callable[[Exchange], str]) -> list[ResponseTimes]:
    """Response times of each kind by what `by` gives, the slowest median first within a kind; "" is left out."""
    groups: defaultdict[tuple[ResponseKind, str], list[Exchange]] = defaultdict(list)
    for one in exchanges:
        if of := by(one):
            groups[one.kind, of].append(one)
    return sorted(_summed(groups), key=lambda one: (RESPONSE_KINDS.index(one.kind), -one.spread.percentiles[0], one.of))


def _summed(groups: dict[tuple[ResponseKind, str], list[Exchange]]) -> Iterator[ResponseTimes]:
    for (kind, of), found in groups.items():
        spread = spread_of(np.array([one.nanoseconds for one in found], np.int64))
        if spread is not None:
            worst = sorted(found, key=lambda one: -one.nanoseconds)[:WORST]
            yield ResponseTimes(kind, of, spread, tuple(worst))


def connection_times(index: LayerIndex, rows: Integers | None = None) -> list[Exchange]:
    """Handshakes and first bytes of the TCP conversations that begin in these rows, or of all.

    The handshake lasts from SYN to SYN-ACK, as whoever captured saw it, the first byte from the client's first data to
    the server's. Belongs to whoever has the index's turn. Raises CaptureFileError.
    """
    frames, fates = index.capture.frames, index.fates
    fates.judge(len(frames))
    told = fates.of("tcp")
    times, table = frames.column("time", 0, len(frames)), told.table
    pairs: tuple[tuple[ResponseKind, str, str], ...] = (
        ("handshake", "syn_frame", "syn_ack_frame"),
        ("first byte", "data_frame", "data_frame"),
    )
    servers, server_of = _servers(told)
    found: list[Exchange] = []
    for kind, asked, answered in pairs:
        questions = told.opener[asked][table.numbers].astype(np.int64) - 1
        answers = told.answerer[answered][table.numbers].astype(np.int64) - 1
        places = np.flatnonzero((questions >= 0) & (answers > questions))
        if rows is not None:
            places = places[np.isin(questions[places], rows)]
        began, ended = times[questions[places]], times[answers[places]]
        timed = (began != NO_TIME) & (ended >= began)
        places, apart = places[timed], _apart(began[timed], ended[timed])
        columns = (server_of[places], apart, questions[places], answers[places])
        rest = zip(*(column.tolist() for column in columns), strict=True)
        found += [Exchange(kind, servers[server], "", length, *both) for server, length, *both in rest]
    return found


def _servers(told: Fates) -> tuple[list[str], Integers]:
    """The different ends that answer, in words, and which of them each conversation of the table has."""
    table = told.table
    half = WORDS // 2
    ends = np.zeros((len(table), WORDS), np.uint64)
    is_b = told.opener_is_a[table.numbers][:, None]
    ends[:, :half] = np.where(is_b, table.pairs[:, half:], table.pairs[:, :half])
    first, group = group_pairs(ends)
    return [str(endpoint_of("tcp", ends[place, :half])) for place in first.tolist()], group


def _apart(began: Integers, ended: Integers) -> Integers:
    """Nanoseconds, as many as fit: times of any distance."""
    return (ended.astype(np.uint64) - began.astype(np.uint64)).clip(max=2**63 - 1).astype(np.int64)
