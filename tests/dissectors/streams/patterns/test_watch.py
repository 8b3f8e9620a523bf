"""All patterns together: over real captures, over ordinary traffic, over nonsense, and within bounded memory."""

from __future__ import annotations

import hashlib
import random
import struct
import tomllib
from functools import cache
from pathlib import Path

import pytest

from dissectors.capture_file import open_capture
from dissectors.errors import CaptureFileError
from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.table import PacketTable
from dissectors.streams.patterns import attempts, flows
from dissectors.streams.patterns.watch import PatternWatch
from tests.conftest import all_captures
from tests.dissectors.streams.patterns.scenes import ACK, EVERYONE, SYN, Scene, card, check_filters, kinds
from tests.dissectors.streams.patterns.test_syn_flood import flood

LIST = Path(__file__).with_name("expected_findings.toml")


@cache
def expected() -> dict[str, list[str]]:
    """By a capture's content what must be found in it."""
    return {entry["content"]: entry["kinds"] for entry in tomllib.loads(LIST.read_text("utf-8"))["capture"]}


@pytest.mark.parametrize("path", all_captures(), ids=lambda path: path.name)
def test_what_real_captures_say(path: Path) -> None:
    """Where nothing is expected, nothing is said; and every finding's filter shows its packets."""
    content = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    try:
        capture = open_capture(path)
    except CaptureFileError:
        return  # not a capture, or one that nobody can read
    with capture:
        while capture.refresh():
            pass
        table = PacketTable(capture)
        watch = PatternWatch(table.index)
        watch.extend(len(table))
        found = watch.findings()
        assert kinds(found) == expected().get(content, [])
        check_filters(found, table)


def test_hosts_behind_a_translator_are_nothing(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(300):
        for server in (1, 2, 3):
            scene.conversation(("198.51.100.1", 1024 + number), (f"192.0.2.{server}", 443))
        scene.udp(("198.51.100.1", 40000 + number), ("9.9.9.9", 53))
        scene.udp(("9.9.9.9", 53), ("198.51.100.1", 40000 + number))
    assert scene.findings(tmp_path) == []


def test_machines_that_join_a_network_are_nothing(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(10, 60):
        host = f"10.0.0.{number}"
        for _ in range(4):  # discover, offer, request, acknowledgment
            scene.udp(("0.0.0.0", 68), ("255.255.255.255", 67), bytes(240), to=EVERYONE, via=card(host))
            scene.udp(("10.0.0.1", 67), (host, 68), bytes(240))
        scene.arp(1, card(host), "0.0.0.0", host)
        scene.arp(1, card(host), host, host)
        scene.arp(1, card(host), host, "10.0.0.1")
        scene.arp(2, card("10.0.0.1"), "10.0.0.1", host, card(host))
        body = struct.pack("!BBHI", 135, 0, 0, 0) + bytes.fromhex("fe80" + "00" * 13 + "01") + b"\x01\x01" + card(host)
        scene.ip(f"fe80::{number}", "ff02::1:ff00:1", 58, body, ttl=255, via=card(host))
    assert scene.findings(tmp_path) == []


def test_a_flood_larger_than_memory_is_told_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_KEPT", 512)
    monkeypatch.setattr(flows, "MOST_KEPT", 512)
    scene = Scene()
    for number in range(2000):
        scene.tcp((f"198.{51 + number // 250}.{number % 250}.7", 4000), ("10.0.0.1", 80), SYN, number)
    (found,) = scene.findings(tmp_path, steps=[200] * 10)
    assert (found.kind, found.count, found.packets[0]) == ("syn-flood", 2000, 1)


def test_findings_do_not_depend_on_the_steps(tmp_path: Path) -> None:
    scene = flood()
    scene.arp(1, b"\x02" * 6, "10.0.0.1", "10.0.0.7")
    assert scene.findings(tmp_path, steps=[1] * 20) == scene.findings(tmp_path)


def test_nonsense_breaks_nothing(tmp_path: Path) -> None:
    """Frames of every family with bytes changed, and cut anywhere."""
    chosen = random.Random(7)
    scene = flood()
    scene.tcp(("10.0.0.1", 139), ("10.0.0.1", 139), SYN, via=b"\x02evil!")
    scene.tcp(("10.0.0.9", 1), ("10.0.0.1", 2), ACK, 1, 1, b"data")
    scene.arp(2, card("10.0.0.1"), "10.0.0.1", "10.0.0.7")
    scene.ip("10.0.0.1", "10.0.0.5", 1, struct.pack("!BBHI", 5, 1, 0, 1) + bytes(28))
    scene.ip("10.0.0.9", "255.255.255.255", 1, struct.pack("!BBHI", 8, 0, 0, 1), to=EVERYONE)
    scene.ip("2001:db8::9", "2001:db8::1", 44, struct.pack("!BBHI", 17, 0, 1, 7) + bytes(40))
    scene.ip("10.0.0.9", "10.0.0.1", 17, bytes(40), fragment=0x2000)
    scene.ip("fe80::5", "ff02::1", 58, struct.pack("!BBHI", 136, 0, 0, 0) + bytes(16) + b"\x02\x01" + bytes(6))
    frames = scene.frames
    for _ in range(3000):
        time, frame = chosen.choice(frames)
        changed = bytearray(frame)
        for _ in range(chosen.randrange(4)):
            changed[chosen.randrange(12, len(changed))] = chosen.randrange(256)
        scene.frames.append((time, bytes(changed[: chosen.randrange(14, len(changed) + 1)])))
    assert all(one.packets and one.sentence for one in scene.findings(tmp_path, steps=[1000, 1, 1000]))


def test_rows_are_looked_at_once(tmp_path: Path) -> None:
    scene = flood()
    scene.findings(tmp_path)
    with open_capture(tmp_path / "scene.pcap") as capture:
        capture.refresh()
        watch = PatternWatch(LayerIndex(capture))
        watch.extend(10)
        assert watch.rows_done == len(capture.frames)
        before = watch.findings()
        watch.extend(len(capture.frames))
        assert watch.findings() == before
