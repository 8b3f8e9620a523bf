"""Segments and datagrams with their IP headers, in the rows of a batch."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from dissectors.capture_file import CaptureFile, PcapWriter, open_capture
from dissectors.packets.layer_index import LayerIndex
from dissectors.streams.patterns.attempts import address_of, ports_of
from dissectors.streams.patterns.batch import Batch
from dissectors.streams.patterns.finding import address_text
from tests.dissectors.streams.patterns.scenes import ACK, SYN, Scene, packed


def batch_of(scene: Scene, folder: Path, first: int = 0) -> Batch:
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    for time, data in scene.frames:
        writer.write(time, data)
    (folder / "made.pcap").write_bytes(written.getvalue())
    capture: CaptureFile = open_capture(folder / "made.pcap")
    capture.refresh()
    index = LayerIndex(capture)
    index.streams.extend(len(scene.frames))
    return Batch(index, index.piece_of(0), first)


def scene_of_both() -> Scene:
    scene = Scene()
    scene.tcp(("10.0.0.1", 1), ("10.0.0.2", 2), SYN, ttl=7)
    scene.tcp(("2001:db8::1", 3), ("2001:db8::2", 4), SYN, ttl=9)
    scene.udp(("10.0.0.1", 5), ("10.0.0.2", 6))
    scene.tcp(("10.0.0.2", 2), ("10.0.0.1", 1), ACK)
    return scene


def test_segments_have_their_own_ip_header(tmp_path: Path) -> None:
    batch = batch_of(scene_of_both(), tmp_path)
    assert batch.tcp.rows.tolist() == batch.segments.rows.tolist() == [0, 1, 3]
    assert batch.tcp.streams.tolist() == [0, 1, 0]
    assert batch.networks.ttls[batch.tcp.networks].tolist() == [7, 9, 64]
    assert batch.tcp.ports.tolist() == [[0, 1, 0, 2], [0, 3, 0, 4], [0, 2, 0, 1]]
    ends = batch.endpoints(batch.tcp, batch.tcp.streams * 0 + 1)
    assert address_text(address_of(ends[0, 0])) == "2001:db8::1"
    assert ports_of(ends[:, 1]).tolist() == [4, 4, 4]


def test_a_batch_begins_where_the_last_one_ended(tmp_path: Path) -> None:
    batch = batch_of(scene_of_both(), tmp_path, first=2)
    assert (batch.tcp.rows.tolist(), batch.udp.rows.tolist()) == ([3], [2])
    assert len(batch.networks.rows) == 2


def test_what_an_error_message_quotes_is_a_datagram_but_no_segment(tmp_path: Path) -> None:
    scene = Scene()
    for protocol, transport in ((17, struct.pack("!4H", 5, 6, 8, 0)), (6, struct.pack("!HHIIBBHHH", *[5] * 9))):
        quote = struct.pack("!BBHHHBBH", 0x45, 0, 28, 0, 0, 64, protocol, 0) + packed("10.0.0.1") + packed("10.0.0.2")
        scene.ip("10.0.0.2", "10.0.0.1", 1, struct.pack("!BBHI", 3, 3, 0, 0) + quote + transport)
    batch = batch_of(scene, tmp_path)
    assert (batch.udp.quoted.tolist(), len(batch.tcp.rows)) == ([True], 0)


def test_a_batch_without_ip_is_empty(tmp_path: Path) -> None:
    scene = Scene()
    scene.arp(1, b"\x02" * 6, "10.0.0.1", "10.0.0.2")
    batch = batch_of(scene, tmp_path)
    assert (len(batch.tcp.rows), len(batch.udp.rows), len(batch.networks.rows)) == (0, 0, 0)
    assert batch.layers("tcp") is None
