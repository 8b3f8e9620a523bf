"""Handshakes that do not come to their end."""

from dissectors.streams.ladders.states import State
from tests.tui.sockets.story.made import info, listening, owned, tcp
from tests.tui.sockets.wire.made import NOW, ago, end, opened, wire
from tui.sockets.entry import Socket
from tui.sockets.snapshot import UNACCEPTED, OwnedSocket
from tui.sockets.story.around import Around
from tui.sockets.wire.case import Case
from tui.sockets.wire.facts import Wire, WireEnd
from tui.sockets.wire.handshakes import unfinished


def told(one: Socket, packets: Wire, near: Around | None = None) -> list[str]:
    return [remark.text for remark in unfinished(Case(one, packets, NOW, near or Around()))]


FULL = owned(listening("127.0.0.1", 80, receive_queue=129), "nginx")


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
