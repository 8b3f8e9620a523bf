"""Conversations without a socket."""

import pytest

from dissectors.streams.ladders.states import State
from tests.tui.sockets.wire.made import NOW, ago, end, opened, wire
from tui.sockets.wire.facts import Wire, WireEnd
from tui.sockets.wire.gone import gone_remarks

RESET = ago(3, 8)


@pytest.mark.parametrize(
    ("packets", "words"),
    [
        (
            wire(end(State.LISTEN, reset=RESET), opened(state=State.CLOSED)),
            "This machine refused it (packet 8): no program listens on that port.",
        ),
        (
            wire(opened(reset=RESET), end(syn_ack=ago(4))),
            "as no socket of it had sent that one: made outside of the kernel, as by Scapy",
        ),
        (
            wire(opened(reset=RESET), end(syn_ack=ago(4), next_sequence=11, bytes=10), handshake_done=ago(3)),
            "its program closed without reading all of the 10 bytes that came",
        ),
        (
            wire(opened(reset=RESET, fin=ago(4)), end(syn_ack=ago(4)), handshake_done=ago(5)),
            "data came after its program had closed",
        ),
        (
            wire(opened(reset=RESET), end(syn_ack=ago(4)), handshake_done=ago(5)),
            "its program wanted it so (SO_LINGER, socket(7)), or it was closed from outside (ss -K).",
        ),
        (wire(opened(), end(State.CLOSED, reset=RESET)), "the peer refused it (packet 8)."),
        (wire(opened(), end(State.CLOSED, syn_ack=ago(9), reset=RESET)), "the peer reset it (packet 8)."),
        (
            wire(opened(state=State.TIME_WAIT, fin=ago(90), fin_acked=ago(90, 7)), end(State.CLOSED)),
            "both ends were closed in order 90 s ago (packet 7).",
        ),
        (wire(opened(), end()), "The packets imply ESTABLISHED, and the kernel has no such socket"),
        (Wire("udp", 0, WireEnd(), WireEnd()), "UDP's have none"),
    ],
)
def test_the_packets_tell_how_it_ended(packets: Wire, words: str) -> None:
    (remark,) = gone_remarks(packets, NOW)
    assert words in remark.text
