"""What the states and the timers of sockets mean, by their names in `tui.sockets.entry` (RFC 9293 §3.3.2, tcp(7))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui.sockets.entry import Protocol, Socket, Timer
from tui.sockets.story.quantities import many, time_words

TCP_STATES: Final[Mapping[str, str]] = {
    "LISTEN": "waits for a SYN from anyone; it sends nothing by itself (RFC 9293 §3.3.2)",
    "SYN-SENT": "has sent a SYN and waits for the SYN-ACK (RFC 9293 §3.5)",
    "SYN-RECEIVED": "has answered a SYN and waits for the ACK that ends the handshake (RFC 9293 §3.5)",
    "ESTABLISHED": "open: both sides may send (RFC 9293 §3.3.2)",
    "FIN-WAIT-1": "has sent its FIN and waits for the acknowledgment (RFC 9293 §3.6)",
    "FIN-WAIT-2": "its FIN was acknowledged; it waits for the other side's FIN and still receives (RFC 9293 §3.6)",
    "CLOSE-WAIT": "the other side has sent its FIN; this one may still send, until its program closes. No timer ends "
    "that (RFC 9293 §3.6)",
    "LAST-ACK": "both have sent FIN, and the acknowledgment of this side's is still to come (RFC 9293 §3.6)",
    "CLOSING": "both have sent FIN at once, and the acknowledgment of this side's is still to come (RFC 9293 §3.6)",
    "TIME-WAIT": "closed by this side first, or by both at once. The kernel holds the ports for a while (60 s on "
    "Linux), so that late segments reach no new connection and a lost last ACK can be sent again (RFC 9293 §3.6.1)",
    "CLOSED": "no connection any more: it opened and ended between two looks (RFC 9293 §3.3.2)",
    "UNCONNECTED": "neither connected nor listening",
    "BOUND": "has an address and a port, and neither connects nor listens yet (bind(2))",
}
DATAGRAM_STATES: Final[Mapping[str, str]] = {
    "UNCONNECTED": "without a fixed peer: it may send to anyone, and gets what comes for it from anyone",
    "ESTABLISHED": "with a fixed peer (connect(2)): what others send does not reach it. There is no handshake",
}
UNIX_STATES: Final[Mapping[str, str]] = {
    "UNCONNECTED": "not joined with another socket",
    "ESTABLISHED": "joined with another socket",
    "LISTEN": "waits for programs that connect",
    "CLOSE-WAIT": "its peer is gone",
}
_STATES: Final[Mapping[Protocol, Mapping[str, str]]] = {
    "tcp": TCP_STATES,
    "udp": DATAGRAM_STATES,
    "udplite": DATAGRAM_STATES,
    "unix": UNIX_STATES,
}
TIMER_MEANINGS: Final[Mapping[str, str]] = {
    "retransmit": "then it sends again what is not acknowledged, and waits twice as long (RFC 6298 §5)",
    "keepalive": "then it asks a silent peer whether it is still there (RFC 9293 §3.8.4)",
    "time-wait": "then its ports are free again (RFC 9293 §3.6.1)",
    "persist": "then it asks whether the closed window has opened: a zero-window probe (RFC 9293 §3.8.6.1)",
}
_ENDS: Final = ("FIN-WAIT-2", "FIN-WAIT-1", "CLOSING", "LAST-ACK")
"""States in which the timer that is called keepalive may be that which gives the socket up."""


def state_words(one: Socket) -> str:
    """The state with what it means; empty for sockets that have none to speak of."""
    if one.protocol not in _STATES:
        return ""
    known = _STATES[one.protocol].get(one.state)
    return f"{one.state}: {known}." if known else one.state


def timer_words(one: Socket, timer: Timer) -> str:
    """What it waits for, and for how long still."""
    meaning = TIMER_MEANINGS.get(timer.purpose, "")
    if timer.purpose == "keepalive" and one.state in _ENDS:
        meaning = "then the kernel gives the connection up, as its program has let go of it (tcp_fin_timeout, tcp(7))"
    elif timer.purpose == "keepalive" and one.state == "SYN-RECEIVED":
        meaning = "then it sends the SYN-ACK again"
    elif timer.purpose == "retransmit" and one.state == "SYN-RECEIVED":
        meaning = "then it sends the SYN-ACK again, and waits twice as long"
    again = f"; it went off {many(timer.retransmits, 'time')} in a row" if timer.retransmits else ""
    return f"{timer.purpose} in {time_words(timer.expires_ms / 1000)}: {meaning}{again}."
