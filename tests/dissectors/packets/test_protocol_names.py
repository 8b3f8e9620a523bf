from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors import PacketTable, open_capture
from dissectors.errors import CaptureFileError
from dissectors.packets import protocol_names as subject
from dissectors.packets.protocol_names import OPEN, protocol_names
from tests.conftest import SAMPLES, all_captures
from tests.dissectors.streams.frames import ACK, capture_of, ip, tcp, udp

LARGEST = 300_000
"""Bytes of the captures that are dissected here."""
A, B = ("10.0.0.1", 1000), ("10.0.0.2", 443)


def names_of(table: PacketTable) -> list[str | None]:
    """Of every packet; None where it is left open."""
    found: list[str | None] = []
    while len(found) < len(table):
        piece = table.index.piece_of(len(found))
        found += [None if name == OPEN else name.decode() for name in protocol_names(table.index, piece).tolist()]
    return found


def assert_true(table: PacketTable) -> int:
    """Every name is what the packet's own dissection says; how many are open."""
    found = names_of(table)
    said = [table.summary(row).protocol for row in range(len(table))]
    assert [name or own for name, own in zip(found, said, strict=True)] == said
    return found.count(None)


@pytest.mark.parametrize("path", [p for p in all_captures() if p.stat().st_size < LARGEST], ids=lambda p: p.name)
def test_captures_say_what_their_packets_say(path: Path) -> None:
    try:
        capture = open_capture(path)
        while capture.refresh():
            pass
    except CaptureFileError:
        return
    with capture:
        assert_true(PacketTable(capture, report_bug=lambda frame, protocol, error: None))


def test_common_packets_are_not_left_open(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp(A, B), udp(A, B), tcp(A, B, data=b"GET / HTTP/1.1\r\n\r\n")], tmp_path))
    assert assert_true(table) == 0


def with_options(options: bytes, data: bytes = b"") -> bytes:
    """A segment to a port of nobody's."""
    segment = tcp(A, (B[0], 9))[34:54]
    length = 5 + len(options) // 4
    return ip(A[0], B[0], 6, segment[:12] + bytes([length << 4, ACK]) + segment[14:] + options + data)


def test_segments_with_multipath_options_are_left_open(tmp_path: Path) -> None:
    timestamps = bytes([1, 1, 8, 10, 30, 30, 30, 30, 30, 30, 30, 30])
    frames = [
        with_options(timestamps),
        with_options(bytes([1, 30, 3, 0x10])),
        with_options(bytes([0, 30, 3, 0x10])),
        with_options(bytes([8, 0, 30, 3])),
        with_options(bytes([1, 1, 1, 8])),
    ]
    table = PacketTable(capture_of(frames, tmp_path))
    assert assert_true(table) == 1
    assert names_of(table)[1] is None
    assert table.summary(1).protocol == "MPTCP"


def record(kind: int, version: int, payload: bytes) -> bytes:
    return bytes([kind, *divmod(version, 256), *divmod(len(payload), 256)]) + payload


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (record(23, 0x0303, b"x" * 9), "TLSv1.2"),
        (record(23, 0x0301, b"x") + record(21, 0x0302, b"\1\0"), "TLSv1.1"),
        (record(23, 0x0303, b"x") + b"\x17\x03\x04\x00\x09x", "TLSv1.2"),
        (b"the middle of a record", "TLS"),
        (b"\x17\x03\x03", "TLS"),
        (record(23, 0x0303, b"x" * 9)[:-1], "TLS"),
        (record(22, 0x0301, b"\2\0\0\0"), None),
        (record(23, 0x0303, b"x") * (subject.MOST_RECORDS + 1), None),
        (record(23, 0x0305, b"x"), "TLS"),
        (record(20, 0x0303, b"\1"), "TLSv1.2"),
        (record(20, 0x0303, b"\1") + record(23, 0x0303, b"x"), None),
    ],
)
def test_tls_says_its_version(tmp_path: Path, data: bytes, name: str | None) -> None:
    table = PacketTable(capture_of([tcp(A, B, data=data)], tmp_path))
    assert names_of(table) == [name]
    assert_true(table)


def test_fragments_and_options_are_left_open(tmp_path: Path) -> None:
    whole = bytearray(udp(A, B))
    fragment = whole[:20] + b"\x20\x00" + whole[22:]
    bad_length = whole[:38] + b"\x00\x07" + whole[40:]
    table = PacketTable(capture_of([bytes(fragment), bytes(bad_length), bytes(whole)], tmp_path))
    assert [name is None for name in names_of(table)] == [True, True, False]
    assert_true(table)


def sample_frames() -> list[bytes]:
    """Some Ethernet frames of every shipped sample."""
    found = []
    for path in sorted(SAMPLES.glob("*.pcap*")):
        with open_capture(path) as capture:
            capture.refresh()
            rows = range(0, len(capture.frames), max(len(capture.frames) // 6, 1))
            found += [capture.data(row)[:300] for row in rows if capture.frames.frame(row).link_type == 1]
    return found


FRAMES = sample_frames()


@st.composite
def broken_frames(draw: st.DrawFn) -> bytes:
    """Frames with some bytes changed, mostly of their headers, and perhaps cut."""
    frame = bytearray(draw(st.sampled_from(FRAMES)))
    for _ in range(draw(st.integers(0, 3))):
        frame[draw(st.integers(12, min(80, len(frame)) - 1))] = draw(st.sampled_from([0, 1, 5, 30, 69, 128, 255]))
    return bytes(frame[: draw(st.integers(0, len(frame)))] if draw(st.booleans()) else frame)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(broken_frames(), min_size=1, max_size=25))
def test_broken_packets_say_it_too_or_are_left_open(tmp_path: Path, frames: list[bytes]) -> None:
    with capture_of(frames, tmp_path) as capture:
        assert_true(PacketTable(capture))


def test_every_protocol_that_names_itself_is_known_here() -> None:
    """Wherever `protocol_name` is set, the names of that module's protocols must not be taken for granted."""
    table = PacketTable(open_capture(SAMPLES / "hello.pcapng"))
    root = Path(subject.__file__).parents[1]
    modules = {path for path in root.rglob("*.py") if "layer.protocol_name = " in path.read_text(encoding="utf-8")}
    packages = {".".join(path.relative_to(root.parent).with_suffix("").parts) for path in modules}
    naming = {name.removesuffix(".__init__") for name in packages} - {"dissectors.transport.multipath"}
    named = {
        protocol.name
        for protocol in table.registry.protocols.values()
        for rule in (protocol.details, protocol.info)
        if rule is not None and rule.__module__ in naming
    }
    assert named | {"tcp"} == set(subject.SAYS)


def test_names_are_as_long_as_they_are(tmp_path: Path) -> None:
    table = PacketTable(capture_of([udp(A, B)], tmp_path))
    (name,) = protocol_names(table.index, table.index.piece_of(0))
    assert name == np.bytes_(table.summary(0).protocol)
