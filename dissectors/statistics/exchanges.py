"""A question and its answer: what response times are made of, whoever found them."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

ResponseKind = Literal["handshake", "first byte", "tls", "dns", "http", "ping"]
RESPONSE_KINDS: Final[tuple[ResponseKind, ...]] = ("handshake", "first byte", "tls", "dns", "http", "ping")


class Exchange(NamedTuple):
    """A question and its answer."""

    kind: ResponseKind
    server: str
    """Address and port of who answered; of pings the address."""
    name: str
    """Of DNS what was asked for, of HTTP the host, of TLS the server's name; else empty. Not safe for a terminal."""
    nanoseconds: int
    question_row: int
    answer_row: int
    where: str = ""
    """The field that numbers the conversation, tcp.stream or udp.stream; empty where there is none."""
    number: int = 0
    """The conversation's."""
    is_joined: bool = False
    """A packet of it tells its message only together with those before."""
