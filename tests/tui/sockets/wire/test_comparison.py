"""Packets and kernel side by side: with real sockets and the packets between them, and with made ones."""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.dissectors.streams.frames import SYN
from tests.tui.sockets.story.made import info, memory, tcp
from tests.tui.sockets.wire.live import Recording, compared, entry_of, look, recording, texts, wait_for, wire_of
from tests.tui.sockets.wire.made import NOW, end, opened, wire
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.story.remark import Remark
from tui.sockets.wire.comparison import TITLE, Comparison, Line, compare, comparison_part
from tui.sockets.wire.facts import Wire, WireEnd

real = pytest.mark.usefixtures("require_root")
linux = pytest.mark.skipif(sys.platform != "linux", reason="sock_diag is Linux's")

Pair = tuple[socket.socket, socket.socket]


class Stage:
    """Connections on loopback, and what passed there."""

    def __init__(self, recorded: Recording, stack: ExitStack) -> None:
        self.recorded = recorded
        self._stack = stack

    def pair(self) -> Pair:
        server = self._stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        client = self._stack.enter_context(socket.create_connection(server.getsockname()))
        accepted, _ = server.accept()
        return client, self._stack.enter_context(accepted)

    def compared(self, one: socket.socket) -> Comparison:
        return compared(self.recorded, *ends(one))

    def wait_for_state(self, here: Endpoint, there: Endpoint, state: str) -> None:
        def is_so() -> bool:
            entry = entry_of(look(), here, there)
            return (entry.socket.state if entry is not None else "") == state

        wait_for(is_so)


def ends(one: socket.socket) -> tuple[Endpoint, Endpoint]:
    return Endpoint(*one.getsockname()), Endpoint(*one.getpeername())


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with ExitStack() as stack:
        yield Stage(stack.enter_context(recording(tmp_path)), stack)


def lines(comparison: Comparison) -> dict[str, tuple[str, str]]:
    return {line.name: (line.by_packets, line.by_kernel) for line in comparison.lines}


@real
@linux
def test_an_open_connection_is_told_alike(stage: Stage) -> None:
    client, server = stage.pair()
    client.sendall(b"x" * 1000)
    server.recv(1000, socket.MSG_WAITALL)
    for one, sent, received in ((client, 1000, 0), (server, 0, 1000)):
        told = stage.compared(one)
        assert texts(told) == []
        for name in ("state here", "sent", "received", "unacknowledged", "window here", "window there"):
            by_packets, by_kernel = lines(told)[name]
            assert by_packets == by_kernel, name
        assert lines(told)["sent"] == (f"{sent:,} bytes", f"{sent:,} bytes")
        assert lines(told)["received"][0] == f"{received:,} bytes"
        assert lines(told)["state there"] == ("ESTABLISHED", "ESTABLISHED")


@real
@linux
def test_a_half_closed_connection_names_who_has_not_closed(stage: Stage) -> None:
    client, server = stage.pair()
    client.sendall(b"abc")
    client.shutdown(socket.SHUT_WR)
    stage.wait_for_state(*ends(client), "FIN-WAIT-2")
    told = stage.compared(server)
    (sentence,) = texts(told)
    assert sentence.startswith("CLOSE-WAIT for ")
    assert sentence.endswith(": the program has not closed its end, and has not read 3 bytes.")
    assert "after the peer's FIN (packet " in sentence
    assert lines(told)["state here"] == ("CLOSE-WAIT", "CLOSE-WAIT")
    assert lines(told)["received"] == ("3 bytes", "3 bytes, of which 3 bytes not read by the program")
    (sentence,) = texts(stage.compared(client))
    assert sentence.startswith("FIN-WAIT-2 for ")
    assert sentence.endswith("the peer has not closed its end.")


@real
@linux
def test_a_program_that_does_not_read_is_named_at_both_ends(stage: Stage) -> None:
    client, server = stage.pair()
    client.setblocking(False)
    sent = 0
    try:
        while True:
            sent += client.send(b"y" * 65_536)
    except BlockingIOError:
        assert sent

    def is_closed() -> bool:
        entry = entry_of(look(), *ends(server))
        info = entry.socket.info if entry is not None else None
        return info is not None and info.rcv_wnd == 0

    wait_for(is_closed)
    told = stage.compared(server)
    assert any(line.startswith("Receive queue full: the program is not reading.") for line in texts(told))
    assert lines(told)["window here"] == ("0 bytes", "0 bytes")
    told = stage.compared(client)
    assert any("The peer's window is closed for " in line for line in texts(told))
    here, there = ends(client)
    client.close()
    stage.wait_for_state(here, there, "FIN-WAIT-1")
    told = compared(stage.recorded, here, there)
    assert any(line.startswith("FIN-WAIT-1, and no FIN was sent: it stands behind ") for line in texts(told))
    assert not any("some were not captured" in line for line in texts(told))


@real
@linux
def test_a_close_with_unread_data_is_told_by_its_reset(stage: Stage) -> None:
    client, server = stage.pair()
    client.sendall(b"zzz")
    wait_for(lambda: bool(server.recv(1, socket.MSG_PEEK)))
    here, there = ends(server)
    server.close()
    wait_for(lambda: entry_of(look(), here, there) is None)
    (sentence,) = texts(compared(stage.recorded, here, there))
    assert "its program closed without reading all of the 3 bytes that came" in sentence
    (sentence,) = texts(compared(stage.recorded, there, here))
    assert "the peer reset it" in sentence


@real
@linux
def test_an_abort_without_data_is_told_apart(stage: Stage) -> None:
    client, _ = stage.pair()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    here, there = ends(client)
    client.close()
    wait_for(lambda: entry_of(look(), here, there) is None)
    (sentence,) = texts(compared(stage.recorded, here, there))
    assert "its program wanted it so (SO_LINGER, socket(7)), or it was closed from outside (ss -K)." in sentence


@real
@linux
def test_an_orderly_close_leaves_time_wait_and_nothing_to_complain_of(stage: Stage) -> None:
    client, server = stage.pair()
    here, there = ends(client)
    client.close()
    server.close()
    stage.wait_for_state(here, there, "TIME-WAIT")
    told = compared(stage.recorded, here, there)
    assert (texts(told), lines(told)["state here"]) == ([], ("TIME-WAIT", "TIME-WAIT"))
    (sentence,) = texts(compared(stage.recorded, there, here))
    assert "both ends were closed in order" in sentence


@real
@linux
def test_a_full_accept_queue_is_named_at_both_ends(stage: Stage) -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        there = Endpoint(*listener.getsockname())
        first, second = (stack.enter_context(socket.socket()) for _ in range(2))
        first.connect(there)
        second.setblocking(False)
        second.connect_ex(there)
        here = Endpoint(*second.getsockname())
        stage.wait_for_state(here, there, "SYN-SENT")
        (sentence,) = texts(compared(stage.recorded, here, there))
        assert "and no answer: the accept queue of " in sentence
        assert sentence.endswith(" is full, on this machine.")
        waiting = Endpoint(*first.getsockname())
        (sentence,) = texts(compared(stage.recorded, there, waiting))
        assert sentence.startswith("Open for ")
        assert sentence.endswith(" has not accepted it.")
        (sentence,) = texts(compared(stage.recorded, waiting, there))
        assert "nobody has accepted it at the other end" in sentence


@real
@linux
def test_a_listener_that_waits_for_data_is_told_from_a_full_queue(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
        with socket.create_connection(listener.getsockname()) as client:
            here, there = ends(client)
            stage.wait_for_state(there, here, "SYN-RECEIVED")
            (sentence,) = texts(compared(stage.recorded, there, here))
            assert sentence.startswith("SYN-RECV for ")
            assert "TCP_DEFER_ACCEPT" in sentence


@real
@linux
def test_a_handshake_forged_outside_of_the_kernel_meets_no_socket(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as taken:
        # A port that is nobody's: it was given, and is given back.
        taken.bind(("127.0.0.1", 0))
        here, there = Endpoint(*taken.getsockname()), Endpoint(*listener.getsockname())
        taken.close()
        with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP) as forger:
            forger.sendto(forged_syn(here, there), (there.address, 0))

        def is_reset() -> bool:
            return wire_of(stage.recorded.table(), here, there).here.reset is not None

        wait_for(is_reset)
        (sentence,) = texts(compared(stage.recorded, here, there))
        assert "no socket of it had sent that one: made outside of the kernel, as by Scapy" in sentence


def forged_syn(source: Endpoint, destination: Endpoint) -> bytes:
    """A SYN with its checksum (RFC 9293 §3.1)."""
    head = struct.pack("!HHIIBBHHH", source.port, destination.port, 1000, 0, 5 << 4, SYN, 64, 0, 0)
    ends = b"".join(socket.inet_aton(end.address) for end in (source, destination))
    words = struct.unpack("!16H", ends + struct.pack("!BBH", 0, socket.IPPROTO_TCP, len(head)) + head)
    total = sum(words)
    total = (total & 0xFFFF) + (total >> 16)
    return head[:16] + struct.pack("!H", ~(total + (total >> 16)) & 0xFFFF) + head[18:]


def test_what_is_not_known_is_not_made_up() -> None:
    told = compare(tcp(receive_queue=None), wire(WireEnd(), WireEnd(), last=None), NOW)
    assert {line.by_kernel for line in told.lines} == {"ESTABLISHED", "—"}
    assert lines(told)["round trip"] == ("—", "—")
    assert texts(told) == []


def test_datagrams_have_counts_and_queues() -> None:
    one = Socket("udp", "ipv4", "ESTABLISHED", receive_queue=7, memory=memory(dropped=2))
    told = compare(one, Wire("udp", 1, WireEnd(packets=2, bytes=20), WireEnd(packets=1, bytes=7)), NOW)
    assert lines(told)["packets"] == ("2 packets sent, 1 packet received", "—")
    assert lines(told)["bytes"] == ("20 sent, 7 received", "7 bytes unread, 2 dropped")


def test_a_stream_of_which_some_was_not_captured_says_so() -> None:
    told = compare(tcp(info=info(rtt=5, min_rtt=0)), wire(opened(bytes=10, next_sequence=31), end()), NOW)
    assert lines(told)["sent"][0] == "10 bytes, of 30 bytes by its numbers"
    assert lines(told)["round trip"] == ("—", "0.005 ms now")


def test_the_part_to_read_has_warnings_first_and_both_words_of_each_line() -> None:
    both = (Line("sent", "1", "2"), Line("state", "OPEN", "SHUT"))
    part = comparison_part(Comparison("tcp.stream == 7", both, (Remark("odd", "", "warning"),)))
    assert (part.title, [remark.text for remark in part.remarks]) == (
        TITLE,
        ["odd", "tcp.stream == 7: by the packets · by the kernel", "1    · 2", "OPEN · SHUT"],
    )
