"""Display filters that lead to the packets of exchanges: to all of them where a short one can say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from dissectors.filters.apply import MOST_NAMED, filter_for_rows, quoted
from dissectors.statistics.exchanges import Exchange, ResponseKind
from dissectors.statistics.messages import LONGEST as LONGEST_NAME

SLOWEST_NAMED: Final = MOST_NAMED // 2
"""Exchanges whose packets are named where no short filter leads to all: two each."""
KINDS: Final[dict[ResponseKind, str]] = {
    "handshake": "tcp.flags.syn == 1",
    "first byte": "tcp.len > 0",
    "tls": "tls.handshake.type in {1, 2}",
    "dns": "dns",
    "http": "http",
    "ping": "(icmp.type in {0, 8} || icmpv6.type in {128, 129})",
}
"""What the packets of a kind have, and hardly any others do."""


class ExchangeFilter(NamedTuple):
    """A display filter, and how much it leads to."""

    text: str
    is_whole: bool
    """It leads to all packets of the exchanges; else to those of the slowest."""


def filter_of(exchanges: Sequence[Exchange], *, is_whole_kind: bool = False) -> ExchangeFilter:
    """For exchanges of one kind, the slowest last; `is_whole_kind`: there are no others of it.

    It names packets one by one where these are few. Of many it says what they have in common, which some packets may
    share that are of no exchange, such as questions without an answer; but not where no field of a packet tells it.
    """
    rows = {row for one in exchanges for row in (one.question_row, one.answer_row)}
    if len(rows) <= MOST_NAMED:
        return ExchangeFilter(filter_for_rows(sorted(rows)), True)
    kind, is_told = exchanges[0].kind, not any(one.is_joined for one in exchanges)
    common = _common(exchanges) if is_told else ""
    if common:
        return ExchangeFilter(f"{KINDS[kind]} && {common}", True)
    if is_whole_kind and is_told and kind != "first byte":
        return ExchangeFilter(KINDS[kind], True)
    rows = {row for one in exchanges[-SLOWEST_NAMED:] for row in (one.question_row, one.answer_row)}
    return ExchangeFilter(filter_for_rows(sorted(rows)), False)


def _common(exchanges: Sequence[Exchange]) -> str:
    """What all of them have in common and few others do; empty for nothing."""
    first = exchanges[0]
    if all(one.server == first.server and one.where == first.where for one in exchanges):
        return _server(first)
    # Of DNS the answer repeats what was asked for.
    if first.kind == "dns" and first.name and all(one.name == first.name for one in exchanges):
        sign = "contains" if len(first.name) >= LONGEST_NAME else "=="
        return f"dns.qry.name {sign} {quoted(first.name)}"
    streams = {one.number for one in exchanges}
    if len(streams) <= MOST_NAMED and first.where and all(one.where == first.where for one in exchanges):
        return _one_of(first.where, streams)
    return ""


def _server(one: Exchange) -> str:
    """Who answered; a ping's has no port."""
    address, _, port = (one.server, "", "") if one.kind == "ping" else one.server.rpartition(":")
    address = address.strip("[]")
    if not address:
        return ""
    ends = f"{'ipv6' if ':' in address else 'ip'}.addr == {address}"
    transport = one.where.partition(".")[0]
    return f"{ends} && {transport}.port == {port}" if port and transport else ends


def _one_of(field: str, numbers: set[int]) -> str:
    return f"{field} in {{{', '.join(map(str, sorted(numbers)))}}}"
