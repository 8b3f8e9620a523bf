"""What is wrong with a socket."""

import pytest

from tests.tui.sockets.story.made import HERE, THERE, info, listening, memory, owned, process, tcp
from tui.sockets.entry import Endpoint, Socket, Timer
from tui.sockets.snapshot import UNACCEPTED, OwnedSocket
from tui.sockets.story.around import Around, around
from tui.sockets.story.ports import PortRules
from tui.sockets.story.warnings import warnings

RULES = PortRules(1024, (32_768, 60_999))


def told(entry: OwnedSocket, near: Around | None = None) -> list[str]:
    return [f"{remark.weight}: {remark.text}" for remark in warnings(entry, near or Around(), RULES)]


def test_a_healthy_connection_has_none() -> None:
    assert told(owned(tcp(info=info(last_data_recv=100_000, bytes_received=1), memory=memory(receive_limit=10)))) == []
    assert told(owned(listening("127.0.0.1", 8080))) == []


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (owned(listening("127.0.0.1", 8080, receive_queue=129)), "Accept queue full: 129 of 129."),
        (owned(listening("127.0.0.1", 8080, receive_queue=100)), "100 of at most 129 connections wait"),
        (owned(listening("0.0.0.0", 8080)), "0.0.0.0 is every address"),
        (owned(listening("::", 8080)), ":: is every address"),
        (owned(listening("192.0.2.1", 8080), uid=0), "runs as root"),
        (owned(listening("127.0.0.1", 80)), "Ports below 1024"),
        (owned(Socket("udp", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 5353))), "0.0.0.0 is every address"),
        (
            owned(tcp(receive_queue=5000, memory=memory(receive=9, receive_limit=9))),
            "Receive queue full: 5,000 bytes wait, and curl is not reading. The window is closed",
        ),
        (
            owned(
                Socket("udp", "ipv4", "ESTABLISHED", HERE, THERE, 5000, memory=memory(receive=9, receive_limit=9)),
            ),
            "More is dropped.",
        ),
        (
            owned(tcp(receive_queue=5000, info=info(last_data_recv=40_000, bytes_received=5000))),
            "curl has not read 5,000 bytes, for 40 s at least.",
        ),
        (owned(tcp("CLOSE-WAIT", info=info(last_ack_recv=40_000))), "CLOSE-WAIT for 40 s at least"),
        (
            OwnedSocket(tcp(inode=0, info=info(last_ack_recv=40_000)), (), UNACCEPTED),
            "Open for 40 s at least, and its listener has not accepted it",
        ),
        (
            owned(tcp("SYN-SENT", timer=Timer("retransmit", 1, 2))),
            "sent again 2 times, and nothing answers",
        ),
        (owned(tcp("SYN-RECEIVED", timer=Timer("retransmit", 1, 2))), "Its ACK is lost, or the client never was there"),
        (owned(tcp(timer=Timer("retransmit", 1, 1))), "sent again 1 time in a row. Linux gives up"),
        (owned(tcp(timer=Timer("retransmit", 1, 7))), "The peer is gone, or the way to it."),
        (owned(tcp(timer=Timer("persist", 1, 0), send_queue=7000)), "The peer's window is closed"),
        (owned(listening("127.0.0.1", 8080, memory=memory(dropped=9))), "9 handshakes or segments were dropped"),
        (
            owned(Socket("udp", "ipv4", "ESTABLISHED", HERE, THERE, memory=memory(dropped=1))),
            "1 datagram dropped: the receive queue was full",
        ),
        (owned(tcp(memory=memory(dropped=9))), "9 segments dropped"),
        (owned(Socket("packet", "packet", "UNCONNECTED", raw_protocol=3)), "CAP_NET_RAW"),
        (owned(Socket("raw", "ipv4", "UNCONNECTED", raw_protocol=1)), "CAP_NET_RAW"),
        (owned(Socket("unix", "unix", "LISTEN", path="@x")), "no permissions"),
        (OwnedSocket(tcp(), (process("a", 1), process("b", 2))), "2 processes hold it"),
    ],
)
def test_trouble_is_named(entry: OwnedSocket, words: str) -> None:
    assert any(words in line for line in told(entry)), told(entry)


def test_half_open_handshakes_fill_a_queue() -> None:
    listener = owned(listening("127.0.0.1", 8080)._replace(send_queue=4))
    assert any("SYN-RECV queue full: 4 handshakes" in line for line in told(listener, Around(half_open=4)))
    assert told(listener, Around(half_open=3)) == []


def test_a_full_accept_queue_on_this_machine_explains_both_sides() -> None:
    here, there = Endpoint("127.0.0.1", 40_000), Endpoint("127.0.0.1", 8080)
    listener = owned(listening("127.0.0.1", 8080, receive_queue=129), "nginx", pid=9)
    caller = owned(tcp("SYN-SENT", here, there, timer=Timer("retransmit", 1, 2)))
    (line,) = told(caller, around(caller, [listener]))
    assert "nginx listens there, on this machine, and its accept queue is full." in line
    half = OwnedSocket(tcp("SYN-RECEIVED", there, here, inode=0, timer=Timer("retransmit", 1, 2)), (), UNACCEPTED)
    (line,) = told(half, around(half, [listener]))
    assert "The accept queue is full, so its ACK is not taken." in line


def test_a_socket_that_nobody_has_accepted_is_not_blamed_for_not_reading() -> None:
    entry = OwnedSocket(tcp(inode=0, receive_queue=9, info=info(last_data_recv=9000, bytes_received=9)), (), UNACCEPTED)
    assert told(entry) == []


def test_many_forgotten_and_many_waiting_sockets_are_told() -> None:
    entry = owned(tcp("CLOSE-WAIT"))
    assert any("128 sockets in CLOSE-WAIT" in line for line in told(entry, Around(close_waits=127)))
    assert not any("sockets in CLOSE-WAIT" in line for line in told(entry, Around(close_waits=126)))
    assert any("28,232 ports" in line for line in told(owned(tcp()), Around(same_peer_waits=2000)))


def test_an_unprivileged_start_moves_the_bound() -> None:
    entry = owned(listening("127.0.0.1", 80))
    assert list(warnings(entry, Around(), PortRules(privileged_below=80))) == []
