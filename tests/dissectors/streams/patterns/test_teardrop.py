"""Fragments that overlap, and copies and numbers used again, which do not."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.dissectors.streams.patterns.scenes import Scene

MORE = 0x2000
SOURCE, HOST = "10.0.0.9", "10.0.0.1"


def fragment(scene: Scene, start: int, length: int, *, more: bool, identification: int = 7) -> None:
    word = start // 8 | (MORE if more else 0)
    scene.ip(SOURCE, HOST, 17, bytes(length), identification=identification, fragment=word)


def test_a_fragment_inside_another_is_a_teardrop(tmp_path: Path) -> None:
    scene = Scene()
    fragment(scene, 0, 40, more=True)
    fragment(scene, 24, 4, more=False)
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.title, found.packets) == (
        "overlapping-fragments",
        "Overlapping fragments (Teardrop)",
        (1, 2),
    )
    assert (
        "1 packet from 10.0.0.9 to 10.0.0.1 came in 2 fragments that overlap, 1 of them inside another"
        in found.sentence
    )


def test_an_overlap_across_batches_is_told_once(tmp_path: Path) -> None:
    scene = Scene()
    fragment(scene, 0, 40, more=True)
    fragment(scene, 32, 40, more=False)
    fragment(scene, 0, 40, more=True, identification=8)
    fragment(scene, 40, 40, more=False, identification=8)
    whole, stepped = scene.findings(tmp_path), scene.findings(tmp_path, steps=[1, 1, 1, 1])
    assert whole == stepped
    assert [one.title for one in whole] == ["Overlapping fragments"]


def test_over_ipv6(tmp_path: Path) -> None:
    scene = Scene()
    for start, more, length in ((0, 1, 40), (16, 0, 40)):
        head = struct.pack("!BBHI", 17, 0, start | more, 7)
        scene.ip("2001:db8::9", "2001:db8::1", 44, head + bytes(length))
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.hosts) == ("overlapping-fragments", ("2001:db8::9", "2001:db8::1"))


def test_copies_and_whole_packets_do_not_overlap(tmp_path: Path) -> None:
    scene = Scene()
    for identification in (1, 2, 3):
        for _ in range(2):  # every packet was captured twice
            fragment(scene, 0, 1480, more=True, identification=identification)
            fragment(scene, 1480, 1480, more=True, identification=identification)
            fragment(scene, 2960, 100, more=False, identification=identification)
    assert scene.findings(tmp_path) == []


def test_a_number_may_be_used_again_later(tmp_path: Path) -> None:
    scene = Scene()
    for length in (1480, 800):
        fragment(scene, 0, 1480, more=True)
        fragment(scene, 1480, length, more=False)
        scene.wait(2)
    assert scene.findings(tmp_path) == []


def test_atomic_fragments_do_not_overlap(tmp_path: Path) -> None:
    scene = Scene()
    for length in (40, 48, 80):
        scene.ip("2001:db8::9", "2001:db8::1", 44, struct.pack("!BBHI", 17, 0, 0, 7) + bytes(length))
    assert scene.findings(tmp_path) == []


def test_fragments_without_a_byte_are_taken(tmp_path: Path) -> None:
    scene = Scene()
    fragment(scene, 8, 0, more=True)
    assert scene.findings(tmp_path) == []
    fragment(scene, 0, 40, more=True)
    fragment(scene, 24, 4, more=False)
    assert [one.packets for one in scene.findings(tmp_path, steps=[1, 1, 1])] == [(2, 3)]
