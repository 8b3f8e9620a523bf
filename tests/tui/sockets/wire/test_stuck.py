"""What does not go on, named."""

import pytest

from dissectors.streams.ladders.states import State
from tests.tui.sockets.story.made import info, memory, tcp
from tests.tui.sockets.wire.made import NOW, ago, end, opened, wire
from tui.sockets.entry import Socket
from tui.sockets.story.around import Around
from tui.sockets.wire.case import Case
from tui.sockets.wire.facts import Moment, Wire
from tui.sockets.wire.stuck import stuck


def told(one: Socket, packets: Wire, near: Around | None = None) -> list[str]:
    return [remark.text for remark in stuck(Case(one, packets, NOW, near or Around()))]


CLOSE_WAIT = wire(
    opened(state=State.CLOSE_WAIT), end(State.FIN_WAIT_2, fin=ago(40, 7), next_sequence=2, acknowledged=2)
)


def test_close_wait_lasts_since_the_fin() -> None:
    assert told(tcp("CLOSE-WAIT"), CLOSE_WAIT) == [
        "CLOSE-WAIT for 40 s after the peer's FIN (packet 7): the program has not closed its end."
    ]
    (sentence,) = told(tcp("CLOSE-WAIT", receive_queue=11), CLOSE_WAIT)
    assert sentence.endswith("has not closed its end, and has not read 10 bytes.")


@pytest.mark.parametrize("moment", [ago(0.5), ago(-3), Moment(7, None)], ids=["just now", "later", "without a time"])
def test_what_has_just_begun_or_has_no_time_is_not_told(moment: Moment) -> None:
    packets = wire(opened(state=State.CLOSE_WAIT), end(State.FIN_WAIT_2, fin=moment))
    assert told(tcp("CLOSE-WAIT"), packets) == []


def test_fin_wait_lasts_since_the_acknowledgment() -> None:
    packets = wire(opened(state=State.FIN_WAIT_2, fin=ago(41), fin_acked=ago(40, 8)), end(State.CLOSE_WAIT))
    (sentence,) = told(tcp("FIN-WAIT-2"), packets)
    assert sentence.endswith("was acknowledged (packet 8): the peer has not closed its end.")
    (sentence,) = told(tcp("FIN-WAIT-2", inode=0), packets)
    assert sentence.endswith("gives it up after 60 s (tcp_fin_timeout, tcp(7)).")


def test_a_fin_that_is_not_acknowledged_or_was_not_sent() -> None:
    packets = wire(opened(state=State.LAST_ACK, fin=ago(4, 8)), end(State.FIN_WAIT_2))
    assert told(tcp("LAST-ACK"), packets) == ["LAST-ACK for 4.00 s: the FIN (packet 8) is not acknowledged."]
    packets = wire(opened(), end(closed_window=ago(9)))
    first, second = told(tcp("FIN-WAIT-1", send_queue=5001), packets)
    assert first == "FIN-WAIT-1, and no FIN was sent: it stands behind 5,000 bytes that the peer does not take."
    assert second.startswith("The peer's window is closed for 9.00 s (packet 5)")


def test_a_full_receive_queue_and_an_unread_one() -> None:
    packets = wire(opened(closed_window=ago(30, 6)), end(last_data=ago(31, 4)))
    assert told(tcp(receive_queue=5000), packets) == [
        "Receive queue full: the program is not reading. 5,000 bytes wait; the window is closed for 30 s (packet 6)."
    ]
    packets = wire(opened(), end(last_data=ago(31, 4)))
    assert told(tcp(receive_queue=5000, memory=memory(receive=9, receive_limit=9)), packets) == [
        "Receive queue full: the program is not reading. 5,000 bytes wait."
    ]
    assert told(tcp(receive_queue=5000), packets) == [
        "The program has not read 5,000 bytes for 31 s, since the last came (packet 4)."
    ]
    assert told(tcp(receive_queue=5000), wire(opened(), end(last_data=ago(1)))) == []


def test_a_closed_window_of_the_peer_counts_with_something_to_send() -> None:
    packets = wire(opened(), end(closed_window=ago(9, 6)))
    assert "7,000 bytes wait here" in told(tcp(send_queue=7000), packets)[0]
    assert told(tcp(), packets) == []


def test_a_silent_peer_is_named() -> None:
    packets = wire(opened(next_sequence=101, sent_again=4), end(last=ago(20, 6)))
    (sentence,) = told(tcp(send_queue=100, info=info()), packets)
    assert sentence.startswith("100 bytes not acknowledged, although 4 packets were sent again; nothing came for 20 s")
