"""What the packets of a conversation tell, read at once and as a capture grows."""

from __future__ import annotations

import io
from pathlib import Path

from dissectors import open_capture
from dissectors.capture_file import PcapWriter
from dissectors.packets.table import PacketTable
from dissectors.streams.ladders.states import State
from tests.dissectors.streams.frames import capture_of, udp
from tests.dissectors.streams.talk import ACK, CLIENT, CLIENT_V6, FIN, PSH, RST, SCALE_7, SERVER, SERVER_V6, Talk
from tui.sockets.entry import Endpoint
from tui.sockets.wire.facts import Wire, WireEnd
from tui.sockets.wire.reading import WireReader

HERE, THERE = Endpoint(*CLIENT), Endpoint(*SERVER)


def told(talk: Talk, folder: Path, local: Endpoint = HERE, remote: Endpoint = THERE) -> Wire:
    reader = WireReader(talk.table(folder), "tcp", 0, local, remote)
    assert reader.read()
    wire = reader.told(local)
    assert wire is not None
    return wire


def packet(end: WireEnd, name: str) -> int | None:
    moment = getattr(end, name)
    return None if moment is None else moment.packet


def test_an_exchange_is_followed_from_both_ends(tmp_path: Path) -> None:
    talk = Talk().shake(SCALE_7).send(0, PSH | ACK, b"hello", window=100).send(1, ACK, ack_less=2, window=10)
    wire = told(talk, tmp_path)
    here, there = wire.here, wire.there
    assert (here.state, there.state) == (State.ESTABLISHED, State.ESTABLISHED)
    assert (here.packets, here.bytes, here.next_sequence, here.acknowledged) == (3, 5, 6, 4)
    assert (here.unacknowledged, there.unacknowledged, there.stream_bytes) == (2, 0, 0)
    assert (here.window, there.window) == (100 << 7, 10 << 7)
    assert (packet(here, "syn"), packet(there, "syn_ack"), packet(here, "last_data")) == (1, 2, 4)
    assert wire.handshake_done is not None
    assert (wire.handshake_done.packet, wire.handshake_ns, wire.is_whole) == (3, 2_000_000, True)
    turned = told(talk, tmp_path, THERE, HERE)
    assert (turned.here, turned.there, turned.handshake_done) == (there, here, wire.handshake_done)


def test_ipv6_has_its_sides_too(tmp_path: Path) -> None:
    talk = Talk(CLIENT_V6, SERVER_V6).shake().send(0, PSH | ACK, b"hello")
    assert told(talk, tmp_path, Endpoint(*CLIENT_V6), Endpoint(*SERVER_V6)).here.bytes == 5


def test_a_close_and_a_reset_are_told_with_their_packets(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, FIN | ACK).send(1).send(1, RST)
    wire = told(talk, tmp_path)
    assert (packet(wire.here, "fin"), packet(wire.here, "fin_acked"), packet(wire.there, "reset")) == (4, 5, 6)
    assert (wire.here.state, wire.there.state) == (State.CLOSED, State.CLOSED)


def test_a_closed_window_is_told_as_long_as_it_is_closed(tmp_path: Path) -> None:
    talk = Talk().shake().send(1, window=0)
    wire = told(talk, tmp_path)
    assert (packet(wire.there, "closed_window"), wire.there.window) == (4, 0)
    wire = told(talk.send(1, window=9), tmp_path)
    assert (packet(wire.there, "closed_window"), wire.there.window) == (None, 9)


def test_a_syn_has_a_window_without_scale(tmp_path: Path) -> None:
    wire = told(Talk().send(0, 2, options=SCALE_7, window=300), tmp_path)
    assert (wire.here.window, wire.here.unacknowledged, wire.there.window) == (300, 1, None)
    assert (wire.here.state, wire.there.state, wire.here.syns) == (State.SYN_SENT, None, 1)


def test_without_the_handshake_less_is_known(tmp_path: Path) -> None:
    talk = Talk().send(0, PSH | ACK, b"x" * 10, window=7).send(1, window=0).send(0, PSH | ACK, b"x" * 5, window=7)
    wire = told(talk, tmp_path)
    assert (wire.here.unacknowledged, wire.here.stream_bytes, wire.is_whole) == (5, None, False)
    assert (wire.here.window, wire.there.window, wire.handshake_done) == (None, 0, None)


def test_gaps_and_what_was_sent_again_are_counted(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, PSH | ACK, b"a" * 10).send(0, PSH | ACK, b"b" * 10, is_seen=False)
    talk.send(0, PSH | ACK, b"c" * 10).wait(500).send(0, PSH | ACK, b"c" * 10, back=10)
    wire = told(talk, tmp_path)
    assert (wire.here.bytes, wire.here.stream_bytes, wire.here.sent_again, wire.gaps) == (20, 30, 1, 1)


def test_numbers_that_wrap_around_are_no_matter(tmp_path: Path) -> None:
    talk = Talk(first=(2**32 - 3, 5)).shake().send(0, PSH | ACK, b"x" * 100).send(1, ack_less=40)
    wire = told(talk, tmp_path)
    assert (wire.here.stream_bytes, wire.here.unacknowledged) == (100, 40)


def test_a_growing_capture_is_read_on(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, PSH | ACK, b"hello").send(1).send(0, FIN | ACK).send(1).send(1, FIN | ACK).send(0)
    other = Talk(("10.0.0.7", 9), SERVER).shake()
    frames = sorted((*talk.frames, *other.frames))
    whole = told(talk, tmp_path)
    path = tmp_path / "grows.pcap"
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    path.write_bytes(written.getvalue())
    capture = open_capture(path)
    table = PacketTable(capture)
    reader = WireReader(table, "tcp", 0, HERE, THERE)
    assert not reader.read()
    assert reader.told(HERE) is None
    for time, frame in frames:
        writer.write(time, frame)
        path.write_bytes(written.getvalue())
        capture.refresh()
        assert reader.read() == (frame in [own for _, own in talk.frames])
    grown = reader.told(HERE)
    assert grown is not None
    assert (grown.here.state, grown.there.state) == (State.TIME_WAIT, State.CLOSED)
    assert (grown.here.bytes, grown.there.unacknowledged, grown.handshake_ns) == (5, 0, whole.handshake_ns)
    assert not reader.read()


def test_datagrams_are_counted_each_way(tmp_path: Path) -> None:
    table = PacketTable(capture_of([udp(CLIENT, SERVER), udp(CLIENT, SERVER), udp(SERVER, CLIENT)], tmp_path))
    reader = WireReader(table, "udp", 0, HERE, THERE)
    reader.read()
    wire = reader.told(HERE)
    assert wire is not None
    assert (wire.here.packets, wire.there.packets, wire.protocol) == (2, 1, "udp")
    assert (packet(wire.here, "last"), packet(wire.there, "last_data")) == (2, 3)
