"""What lies in queues."""

import pytest

from tests.tui.sockets.story.made import info, listening, memory, tcp, texts
from tui.sockets.entry import Endpoint, Socket, Timer
from tui.sockets.story.around import Around
from tui.sockets.story.queues import is_full, last_data_ms, queue_remarks, unread_bytes


def test_a_listener_has_connections_in_its_queues() -> None:
    told = texts(queue_remarks(listening("0.0.0.0", 80, receive_queue=3), Around(half_open=2, accepted=1)))
    assert told == [
        "3 connections of at most 129 (backlog 128, listen(2)) not accepted by the program yet (accept(2)).",
        "2 handshakes not finished: the ACK is to come (tcp_max_syn_backlog, tcp(7)).",
        "1 connection accepted, and held by a program now.",
    ]


def test_a_connection_has_bytes_and_a_timer() -> None:
    one = tcp(
        receive_queue=1000,
        send_queue=500,
        info=info(bytes_received=1000, last_data_recv=3000, notsent_bytes=100),
        memory=memory(receive=50, receive_limit=200),
        timer=Timer("retransmit", 200, 0),
    )
    assert [remark.head for remark in queue_remarks(one, Around())] == ["Recv-Q", "Send-Q", "timer"]
    assert texts(queue_remarks(one, Around()))[:2] == [
        "1,000 bytes received and not read by the program yet; its buffer is used to 25 %; the last came 3.00 s ago.",
        "500 bytes not acknowledged by the other side yet, of which 100 bytes not even sent.",
    ]


def test_empty_queues_are_good_news() -> None:
    assert texts(queue_remarks(tcp(), Around())) == [
        "0 bytes: the program has read all that came.",
        "0 bytes: all that was sent was acknowledged.",
    ]


def test_an_unread_end_is_no_byte() -> None:
    one = tcp("CLOSE-WAIT", receive_queue=1)
    assert unread_bytes(one) == 0
    assert "but not yet that the other side has closed" in texts(queue_remarks(one, Around()))[0]
    assert unread_bytes(tcp("CLOSE-WAIT", receive_queue=11)) == 10
    assert unread_bytes(tcp(receive_queue=1)) == 1


def test_sockets_without_queues_have_nothing_to_tell() -> None:
    assert texts(queue_remarks(tcp("TIME-WAIT"), Around())) == []
    assert texts(queue_remarks(tcp(receive_queue=None), Around())) == []
    packet = Socket("packet", "packet", "UNCONNECTED", receive_queue=0, send_queue=0)
    assert len(texts(queue_remarks(packet, Around()))) == 1


@pytest.mark.parametrize(
    ("one", "full"),
    [
        (tcp(), False),
        (tcp(receive_queue=1), False),
        (tcp(receive_queue=1, info=info(rcv_wnd=0)), True),
        (tcp(receive_queue=0, info=info(rcv_wnd=0)), False),
        (tcp(receive_queue=1, memory=memory(receive=200, receive_limit=200)), True),
        (tcp(receive_queue=1, memory=memory(receive=199, receive_limit=200)), False),
        (listening("::", 80, receive_queue=128), False),
        (listening("::", 80, receive_queue=129), True),
        (tcp("LISTEN", Endpoint("::", 80), None, receive_queue=5, send_queue=None), False),
    ],
)
def test_what_is_full(one: Socket, full: bool) -> None:
    assert is_full(one) is full


def test_data_that_never_came_has_no_time() -> None:
    assert last_data_ms(tcp(info=info(bytes_received=0, last_data_recv=7))) is None
    assert last_data_ms(tcp(info=info(bytes_received=1, last_data_recv=7))) == 7
    assert last_data_ms(tcp()) is None
