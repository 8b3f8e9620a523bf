"""Records of attempts: who asked, what was answered, and how many are held at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.streams.patterns import attempts
from dissectors.streams.patterns.attempts import Attempts, Records, address_of, number_addresses, ports_of
from dissectors.streams.patterns.finding import address_text
from tests.dissectors.streams.patterns.scenes import ACK, RST, SYN, Scene
from tests.dissectors.streams.patterns.test_batch import batch_of

CLIENT, SERVER = ("10.0.0.9", 30000), ("10.0.0.1", 80)


def records(scene: Scene, folder: Path, protocol: str = "tcp") -> Records:
    kept = Attempts(protocol, lambda old: None)
    kept.add(batch_of(scene, folder))
    return kept.records


def test_a_handshake_and_a_question(tmp_path: Path) -> None:
    scene = Scene()
    scene.tcp(CLIENT, SERVER, SYN, 1000)
    scene.tcp(SERVER, CLIENT, SYN | ACK, 5000, 1001)
    scene.tcp(CLIENT, SERVER, ACK, 1001, 5001, b"?")
    (record,) = records(scene, tmp_path)
    assert (address_text(address_of(record["asker"])), ports_of(record["asked"][None]).tolist()) == ("10.0.0.9", [80])
    assert (record["packets"], record["answers"], record["asker_number"], record["asked_number"]) == (2, 1, 1000, 5000)
    assert record["seen"] == (
        attempts.SYN_SENT | attempts.ASKED_ACK | attempts.ASKED_DATA | attempts.ANSWERED | attempts.SYN_ACK
    )


def test_a_repeated_syn_that_is_refused(tmp_path: Path) -> None:
    scene = Scene()
    scene.tcp(CLIENT, SERVER, SYN, 1000)
    scene.tcp(CLIENT, SERVER, SYN, 1000)
    scene.tcp(SERVER, CLIENT, RST | ACK, 0, 1001)
    (record,) = records(scene, tmp_path)
    assert record["seen"] == attempts.SYN_SENT | attempts.SYN_AGAIN | attempts.ANSWERED | attempts.REFUSED


def test_who_speaks_first_asks(tmp_path: Path) -> None:
    scene = Scene()
    scene.udp(SERVER, CLIENT)
    scene.udp(CLIENT, SERVER)
    (record,) = records(scene, tmp_path, "udp")
    assert (address_text(address_of(record["asker"])), record["packets"], record["answers"]) == ("10.0.0.1", 1, 1)


def test_older_records_are_settled_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_KEPT", 16)
    settled: list[Records] = []
    kept = Attempts("tcp", settled.append)
    scene = Scene()
    for number in range(20):
        scene.tcp((f"10.0.1.{number}", 30000), SERVER, SYN, number)
    scene.tcp(SERVER, ("10.0.1.19", 30000), RST | ACK)
    scene.tcp(SERVER, ("10.0.1.0", 30000), RST | ACK)  # too late
    for first, stop in ((0, 10), (10, 22)):
        part = Scene(scene.frames[:stop])
        kept.add(batch_of(part, tmp_path, first))
    assert [part["asker_number"].tolist() for part in settled] == [list(range(8))]
    assert kept.records["asker_number"].tolist() == list(range(8, 20))
    assert [bool(seen & attempts.REFUSED) for seen in kept.records["seen"]] == [False] * 11 + [True]


def test_addresses_are_numbered_without_their_ports(tmp_path: Path) -> None:
    scene = Scene()
    for port in (1, 2):
        scene.tcp((CLIENT[0], port), (SERVER[0], port), SYN)
    found = records(scene, tmp_path)
    askers, asked = number_addresses(found["asker"], found["asked"])
    assert len(np.unique(askers)) == len(np.unique(asked)) == 1
    assert askers[0] != asked[0]
