"""States and timers in words."""

import pytest

from tests.tui.sockets.story.made import tcp
from tui.sockets.changes import ENDED
from tui.sockets.entry import STATES, TIMERS, Socket, Timer
from tui.sockets.story.states import TCP_STATES, TIMER_MEANINGS, state_words, timer_words


def test_every_state_and_timer_has_a_meaning() -> None:
    assert set(TCP_STATES) == {*STATES, ENDED} - {""}
    assert set(TIMER_MEANINGS) == set(TIMERS) - {""}


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (tcp("CLOSE-WAIT"), "CLOSE-WAIT: the other side has sent its FIN"),
        (Socket("udp", "ipv4", "UNCONNECTED"), "without a fixed peer"),
        (Socket("unix", "unix", "LISTEN"), "waits for programs"),
        (tcp("state 14"), "state 14"),
    ],
)
def test_a_state_is_told_with_what_it_means(one: Socket, words: str) -> None:
    assert words in state_words(one)


def test_packet_sockets_have_no_state_to_speak_of() -> None:
    assert state_words(Socket("packet", "packet", "UNCONNECTED")) == ""


@pytest.mark.parametrize(
    ("one", "timer", "words"),
    [
        (tcp(), Timer("retransmit", 204, 3), "retransmit in 0.20 s: then it sends again"),
        (tcp(), Timer("retransmit", 204, 3), "it went off 3 times in a row."),
        (tcp(), Timer("persist", 400, 0), "zero-window probe (RFC 9293 §3.8.6.1)."),
        (tcp(), Timer("keepalive", 7_200_000, 0), "keepalive in 2 h 0 min: then it asks a silent peer"),
        (tcp("FIN-WAIT-2"), Timer("keepalive", 40_000, 0), "gives the connection up"),
        (tcp("SYN-RECEIVED"), Timer("keepalive", 900, 0), "sends the SYN-ACK again"),
        (tcp("SYN-RECEIVED"), Timer("retransmit", 900, 1), "sends the SYN-ACK again"),
        (tcp("TIME-WAIT"), Timer("time-wait", 44_000, 0), "its ports are free again"),
    ],
)
def test_a_timer_is_told_with_what_happens_then(one: Socket, timer: Timer, words: str) -> None:
    assert words in timer_words(one, timer)
