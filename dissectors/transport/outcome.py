"""The words for what may become of a conversation; several may be true of one."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What happened, the weightiest first: a sentence begins with the first of a conversation's."""

    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    PORT_UNREACHABLE = "port-unreachable"
    TIME_EXCEEDED = "time-exceeded"
    BACKLOG_FULL = "backlog-full"
    NO_ANSWER = "no-answer"
    HANDSHAKE_UNFINISHED = "handshake-unfinished"
    IDLE_RESET = "idle-reset"
    RESET = "reset"
    ABORTED = "aborted"
    STALLED = "stalled"
    SIMULTANEOUS_OPEN = "simultaneous-open"
    SPLIT_HANDSHAKE = "split-handshake"
    ONE_DIRECTION = "one-direction"
    CLOSE_UNFINISHED = "close-unfinished"
    HALF_CLOSED = "half-closed"
    MID_STREAM = "mid-stream"
    STILL_OPEN = "still-open"
    CLOSED = "closed"
    NAME_NOT_FOUND = "name-not-found"
    DNS_ERROR = "dns-error"
    DNS_TIMED_OUT = "dns-timed-out"
    TRUNCATED_THEN_TCP = "truncated-then-tcp"
    UNANSWERED = "unanswered"
    ANSWERED = "answered"
