"""One stretch of a stream with two contents, and what is merely sent again."""

from __future__ import annotations

from pathlib import Path

from tests.dissectors.streams.patterns.scenes import ACK, PSH, Scene
from tests.dissectors.streams.patterns.test_resets import CLIENT, HERE, SERVER, THERE, talk


def answer(scene: Scene, data: bytes, ttl: int = 52) -> None:
    scene.tcp(SERVER, CLIENT, PSH | ACK, THERE + 501, HERE + 1, data, ttl=ttl)


def test_an_answer_from_elsewhere_races_the_real_one(tmp_path: Path) -> None:
    scene = talk()
    answer(scene, b"HTTP/1.1 302 Found\r\nLocation: elsewhere\r\n\r\n", ttl=117)
    answer(scene, b"HTTP/1.1 200 OK\r\n\r\n<html>the page that was wanted</html>")
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.title, found.severity) == ("conflicting-data", "Data injected into a stream", "warning")
    assert (found.packets, found.hosts, found.ports) == ((14, 15), (SERVER[0], CLIENT[0]), (80, 30000))
    assert "times to live of 52, 117" in found.sentence


def test_other_bytes_from_as_far_away_are_a_note(tmp_path: Path) -> None:
    scene = talk()
    answer(scene, b"one answer")
    answer(scene, b"other answer")
    (found,) = scene.findings(tmp_path, steps=[14, 1])
    assert (found.severity, found.certainty) == ("note", "possible")


def test_the_same_bytes_again_are_nothing(tmp_path: Path) -> None:
    scene = talk()
    for data in (b"an answer", b"an answer", b"an answer, and more of it"):
        answer(scene, data)
    assert scene.findings(tmp_path) == []


def test_what_was_damaged_on_its_way_is_nothing(tmp_path: Path) -> None:
    scene = talk()
    answer(scene, b"the right answer")
    time, frame = scene.frames[-1]
    scene.frames[-1] = time, frame[:-4] + b"oops"
    answer(scene, b"the right answer")
    assert scene.findings(tmp_path) == []


def test_the_single_byte_of_a_keep_alive_is_nothing(tmp_path: Path) -> None:
    scene = talk()
    for byte in (b"x", b"\0"):
        answer(scene, byte)
    assert scene.findings(tmp_path) == []
