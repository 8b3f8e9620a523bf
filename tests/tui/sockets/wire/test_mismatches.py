"""What does not fit together, named."""

from dissectors.streams.ladders.states import State
from tests.tui.sockets.story.made import info, memory, tcp
from tests.tui.sockets.wire.made import NOW, ago, end, opened, wire
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.story.around import Around
from tui.sockets.wire.facts import Wire, WireEnd
from tui.sockets.wire.mismatches import mismatches


def told(one: Socket, packets: Wire, near: Around | None = None) -> list[str]:
    return [remark.text for remark in mismatches(one, packets, NOW, near or Around())]


CLOSE_WAIT = wire(
    opened(state=State.CLOSE_WAIT), end(State.FIN_WAIT_2, fin=ago(40, 7), next_sequence=2, acknowledged=2)
)


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
    assert told(one._replace(receive_queue=0), asked) == [
        "2 datagrams sent, and none came back in 5.00 s: nobody answers, or nobody is to."
    ]
