"""What does not fit together, named."""

import pytest

from dissectors.streams.ladders.states import State
from tests.tui.sockets.story.made import info, listening, memory, owned, tcp
from tests.tui.sockets.wire.made import NOW, ago, end, opened, wire
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import UNACCEPTED, OwnedSocket
from tui.sockets.story.around import Around
from tui.sockets.wire.facts import Moment, Wire, WireEnd
from tui.sockets.wire.mismatches import mismatches


def told(one: Socket, packets: Wire, near: Around | None = None) -> list[str]:
    return [remark.text for remark in mismatches(one, packets, NOW, near or Around())]


FULL = owned(listening("127.0.0.1", 80, receive_queue=129), "nginx")
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


def test_syn_recv_behind_its_ack_is_a_full_accept_queue() -> None:
    packets = wire(end(syn_ack=ago(5, 2)), opened(), handshake_done=ago(4, 3))
    one = tcp("SYN-RECEIVED", inode=0)
    (sentence,) = told(one, packets, Around(listener=FULL))
    assert sentence.startswith("SYN-RECV for 4.00 s after the ACK that ends the handshake (packet 3): ")
    assert "the accept queue of nginx is full (129 of 129), so the kernel drops it" in sentence
    assert "TCP_DEFER_ACCEPT" in told(one, packets)[0]


def test_syn_recv_without_an_ack_may_be_a_flood() -> None:
    packets = wire(end(State.SYN_RECEIVED, syn_ack=ago(9, 2), syn_acks=3), opened(state=State.SYN_SENT))
    (sentence,) = told(tcp("SYN-RECEIVED", inode=0), packets)
    assert sentence.startswith("SYN-RECV for 9.00 s: 3 SYN-ACKs sent (packet 2), and no ACK came.")


def test_syn_sent_without_and_with_an_answer() -> None:
    one = tcp("SYN-SENT", send_queue=1, info=info())
    packets = wire(opened(state=State.SYN_SENT, syns=3, acknowledged=None), WireEnd())
    assert told(one, packets) == ["3 SYNs in 60 s (packet 1), and no answer: filtered, dead, or not reached."]
    assert "the accept queue of nginx is full, on this machine." in told(one, packets, Around(called=FULL))[0]
    for answer, name in (({"syn_ack": ago(20, 2)}, "SYN-ACK"), ({"reset": ago(20, 2)}, "RST")):
        (sentence,) = told(one, wire(opened(), WireEnd(**answer)))  # type: ignore[arg-type]
        assert sentence.startswith(f"A {name} came (packet 2), and the kernel still waits")


def test_one_that_is_not_accepted_waits_since_the_handshake() -> None:
    packets = wire(end(), opened(), handshake_done=ago(40, 3))
    (sentence,) = told(tcp(inode=0), packets, Around(listener=FULL))
    assert sentence == "Open for 40 s since the handshake (packet 3), and nginx has not accepted it."
    other = OwnedSocket(tcp(inode=0), (), UNACCEPTED)
    (sentence,) = told(tcp(), packets, Around(mirror=other))
    assert "nobody has accepted it at the other end" in sentence


def test_a_silent_peer_is_named() -> None:
    packets = wire(opened(next_sequence=101, sent_again=4), end(last=ago(20, 6)))
    (sentence,) = told(tcp(send_queue=100, info=info()), packets)
    assert sentence.startswith("100 bytes not acknowledged, although 4 packets were sent again; nothing came for 20 s")


def test_a_reset_that_the_kernel_does_not_know_of() -> None:
    packets = wire(opened(state=State.CLOSED), end(State.CLOSED, reset=ago(9, 8)))
    (sentence,) = told(tcp(), packets)
    assert sentence.startswith("The peer sent a reset (packet 8), and the kernel is still in ESTABLISHED")
    packets = wire(opened(state=State.CLOSED, reset=ago(9, 8)), end(State.CLOSED))
    assert told(tcp(), packets)[0].startswith("This end sent a reset")


def test_packets_that_the_kernel_has_not_taken_and_the_other_way_round() -> None:
    (sentence,) = told(tcp(), CLOSE_WAIT)
    assert sentence.startswith("The packets imply CLOSE-WAIT by the peer's FIN (packet 7), and the kernel is in ESTABL")
    (sentence,) = told(tcp("TIME-WAIT"), wire(opened(), end()))
    assert sentence == "The kernel is in TIME-WAIT, and the packets imply ESTABLISHED only: some were not captured."


def test_nothing_is_said_while_packets_still_come() -> None:
    packets = wire(opened(state=State.CLOSE_WAIT, next_sequence=9), end(next_sequence=50), quiet=0.1)
    assert told(tcp(send_queue=500, info=info(bytes_received=5, snd_wnd=1)), packets) == []


def test_bytes_that_one_of_both_does_not_know() -> None:
    came = wire(opened(), end(next_sequence=101, acknowledged=101, syn_ack=ago(59)))
    (sentence,) = told(tcp(info=info(bytes_received=60)), came)
    assert sentence.startswith("40 bytes were captured that the kernel has not taken in")
    assert told(tcp(info=info(bytes_received=160)), came) == ["60 bytes came that were not captured."]
    assert told(tcp(info=info(bytes_received=100)), came) == []


def test_acknowledgments_that_one_of_both_does_not_know() -> None:
    packets = wire(opened(next_sequence=101), end(syn_ack=ago(59)))
    assert told(tcp(info=info()), packets) == ["Acknowledgments of 100 bytes were not captured."]
    packets = wire(opened(), end(syn_ack=ago(59)))
    (sentence,) = told(tcp(send_queue=100, info=info()), packets)
    assert sentence.startswith("100 bytes more wait for their acknowledgment in the kernel")


def test_windows_that_differ() -> None:
    packets = wire(opened(), end(window=65_536))
    (sentence,) = told(tcp(info=info(snd_wnd=64)), packets)
    assert "offered a window of 65,536 bytes, and the kernel counts with 64 bytes" in sentence
    assert told(tcp(info=info(snd_wnd=65_536)), packets) == []


def test_datagrams_that_are_not_read_dropped_or_not_answered() -> None:
    one = Socket("udp", "ipv4", "ESTABLISHED", Endpoint("10.0.0.1", 1), Endpoint("10.0.0.2", 2), 500, 0)
    came = Wire("udp", 0, WireEnd(), WireEnd(packets=9, last_data=ago(30, 4)))
    assert told(one, came) == ["The program has not read what came for 30 s (packet 4)."]
    full = one._replace(memory=memory(receive=9, receive_limit=9, dropped=3))
    assert told(full, came) == [
        "Receive queue full: the program is not reading. 500 bytes wait.",
        "3 were dropped for lack of room; 9 datagrams of this conversation came by the wire.",
    ]
    asked = Wire("udp", 0, WireEnd(packets=2, last_data=ago(5)), WireEnd())
    assert told(one._replace(receive_queue=0), asked) == ["2 datagrams sent, and none came back in 5.00 s."]
