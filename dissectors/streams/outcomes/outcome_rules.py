"""The fate of TCP conversations, read from their outlines for all at once: words that may be true together.

Each word is a rule over columns of records; a rule holds for one record as for a million. `verdict` says them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.outcomes.outline import Outlines
from dissectors.transport.outcome import Outcome

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Records = NDArray[np.void]

SHORTEST_STALL = 5_000_000
"""Nanoseconds: a program that does not read for a shorter time is just busy, and nobody notices."""
SHORTEST_IDLE = 5_000_000_000
"""Nanoseconds without a packet before a reset that is then said to end an idle connection."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else is known of each conversation."""

    unreachable: Booleans
    """ICMP says that host, network or protocol cannot be reached."""
    port_unreachable: Booleans
    time_exceeded: Booleans
    listener_answers: Booleans
    """The endpoint that was called has completed another handshake."""
    all_acknowledged: Booleans
    """Nothing was on its way at the end."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Records by role: who opened the conversation, with a SYN or else with the first packet, and who answered."""

    opener: Records
    answerer: Records
    opener_side: Integers

    @staticmethod
    def of(outlines: Outlines) -> Ends:
        side = opener_sides(*outlines.sides, outlines.conversations["first_side"].astype(np.int64))
        return Ends(outlines.of_side(side), outlines.of_side(1 - side), side)


def opener_sides(low: Records, high: Records, first: Integers) -> Integers:
    """Which side opened each conversation, 0 or 1: from the records of both sides, and who sent the first packet."""
    both = (low["syn_frame"] > 0) & (high["syn_frame"] > 0)
    one = np.where(low["syn_frame"] > 0, 0, 1)
    # Where nobody was seen to open it, whoever answers a SYN is not the one who opens.
    none = (low["syn_frame"] == 0) & (high["syn_frame"] == 0)
    first = np.where(none & (low["syn_ack_frame"] > 0), 1, np.where(none & (high["syn_ack_frame"] > 0), 0, first))
    earlier = np.where(low["syn_frame"] <= high["syn_frame"], 0, 1)
    return np.where(both, earlier, np.where(none, first, one))


def tcp_outcomes(outlines: Outlines, ends: Ends, around: Surroundings) -> Mapping[Outcome, Booleans]:
    """For every word the TCP conversations of which it is true."""
    conversations = outlines.conversations
    a, b = ends.opener, ends.answerer
    has_syn, has_syn_ack = a["syn_frame"] > 0, (a["syn_ack_frame"] > 0) | (b["syn_ack_frame"] > 0)
    one_sided = (a["segments"] == 0) | (b["segments"] == 0)
    rst = conversations["rst_frame"].astype(np.int64)
    has_rst = rst > 0
    both_opened = has_syn & (b["syn_frame"] > 0)
    refused = has_syn & (b["rst_frame"] > 0) & (b["syn_ack_frame"] == 0) & (b["ack_frame"] == 0)
    refused &= b["syn_frame"] == 0
    told_unreachable = around.unreachable | around.port_unreachable | around.time_exceeded
    alone = has_syn & one_sided & (a["ack_frame"] == 0) & ~has_syn_ack & ~has_rst
    # Where both SYNs were answered each of the answers acknowledges, too (RFC 9293 §3.5).
    unfinished = has_syn & (b["syn_ack_frame"] > 0) & (a["ack_frame"] == 0) & (a["syn_ack_frame"] == 0)
    began = ~(refused | alone | unfinished) & (conversations["first_frame"] > 0)

    fins = (a["fin_frame"] > 0).astype(int) + (b["fin_frame"] > 0)
    acked = (a["fin_acked_frame"] > 0) & (b["fin_acked_frame"] > 0)
    complete_at = np.maximum(a["fin_acked_frame"], b["fin_acked_frame"]).astype(np.int64)
    closed = (fins == 2) & acked & (~has_rst | (rst > complete_at))
    first_fin = np.where(
        fins == 2, np.minimum(a["fin_frame"], b["fin_frame"]), np.maximum(a["fin_frame"], b["fin_frame"])
    ).astype(np.int64)
    aborted = has_rst & (fins > 0) & (first_fin < rst) & ~closed & began
    reset = has_rst & ~((fins > 0) & (first_fin < rst)) & began & ~closed
    went_on = _sent_on_behind(a, b) | _sent_on_behind(b, a)
    idle = reset & (conversations["rst_after"] >= SHORTEST_IDLE) & around.all_acknowledged
    proves_other = (a["acks"] > 0) | (b["acks"] > 0) | (has_syn & (a["ack_frame"] > 0))
    return {
        Outcome.REFUSED: refused,
        Outcome.UNREACHABLE: around.unreachable,
        Outcome.PORT_UNREACHABLE: around.port_unreachable,
        Outcome.TIME_EXCEEDED: around.time_exceeded,
        Outcome.BACKLOG_FULL: alone & ~told_unreachable & around.listener_answers,
        Outcome.NO_ANSWER: alone & ~told_unreachable,
        Outcome.HANDSHAKE_UNFINISHED: unfinished,
        Outcome.IDLE_RESET: idle,
        Outcome.RESET: reset,
        Outcome.ABORTED: aborted,
        Outcome.STALLED: has_stalled(a, b, conversations) | has_stalled(b, a, conversations),
        Outcome.SIMULTANEOUS_OPEN: both_opened & (a["syn_ack_frame"] > 0) & (b["syn_ack_frame"] > 0),
        Outcome.SPLIT_HANDSHAKE: both_opened & (a["syn_ack_frame"] > 0) & (b["syn_ack_frame"] == 0),
        Outcome.ONE_DIRECTION: one_sided & proves_other,
        Outcome.CLOSE_UNFINISHED: (fins == 2) & ~acked & ~has_rst,
        Outcome.HALF_CLOSED: ((fins == 1) & ~has_rst) | (closed & went_on),
        Outcome.MID_STREAM: began & ~has_syn & ~has_syn_ack,
        Outcome.STILL_OPEN: began & ~has_rst & (fins == 0),
        Outcome.CLOSED: closed,
    }


def udp_outcomes(records: Records, around: Surroundings, asked_over_tcp: Booleans) -> Mapping[Outcome, Booleans]:
    """For every word the UDP conversations of which it is true; `asked_over_tcp`: TCP followed a cut DNS answer."""
    answered = records["answer_frame"] > 0
    return {
        Outcome.UNREACHABLE: around.unreachable,
        Outcome.PORT_UNREACHABLE: around.port_unreachable,
        Outcome.TIME_EXCEEDED: around.time_exceeded,
        Outcome.NAME_NOT_FOUND: records["not_found_frame"] > 0,
        Outcome.DNS_ERROR: records["error_frame"] > 0,
        Outcome.DNS_TIMED_OUT: records["timed_out_frame"] > 0,
        Outcome.TRUNCATED_THEN_TCP: (records["truncated_frame"] > 0) & asked_over_tcp,
        Outcome.UNANSWERED: (records["first_frame"] > 0) & ~answered & ~around.unreachable & ~around.port_unreachable,
        Outcome.ANSWERED: answered,
    }


def stall(closer: Records, conversations: Records) -> Integers:
    """Nanoseconds for which a side's window was closed at a time, up to the conversation's end where it stayed so."""
    open_end = np.where(closer["is_closed"], conversations["last_time"] - closer["closed_since"], 0)
    found: Integers = np.maximum(closer["stalled"], open_end)
    return found


def has_stalled(closer: Records, sender: Records, conversations: Records) -> Booleans:
    """Whether a side had to wait for the other's window: it sent more behind it, or a probe into it."""
    closed_at = np.where(closer["zero_frame"] > 0, closer["zero_frame"], closer["closed_frame"])
    asked_at = np.maximum(sender["last_data_frame"], sender["last_probe_frame"])
    waited = (closed_at > 0) & (asked_at > closed_at)
    found: Booleans = waited & (stall(closer, conversations) >= SHORTEST_STALL)
    return found


def _sent_on_behind(ended: Records, other: Records) -> Booleans:
    """Whether one side still sent data when it had acknowledged the other's FIN."""
    found: Booleans = (ended["fin_acked_frame"] > 0) & (other["last_data_frame"] > ended["fin_acked_frame"])
    return found
