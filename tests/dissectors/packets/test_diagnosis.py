"""Patterns and items of a capture together, of all rows or of some."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors.capture_file import open_capture
from dissectors.packets.diagnosis import Diagnosis
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.patterns.scenes import ACK, RST, SYN, Scene
from tests.dissectors.streams.patterns.test_syn_flood import flood


def diagnosed(folder: Path, scene: Scene, rows: list[int] | None = None) -> Diagnosis:
    scene.findings(folder)  # writes the capture
    capture = open_capture(folder / "scene.pcap")
    capture.refresh()
    diagnosis = Diagnosis(PacketTable(capture))
    if rows is None:
        while diagnosis.extend(len(capture.frames)):
            pass
    else:
        for part in np.array_split(np.array(rows, np.int64), 3):
            diagnosis.add(part)
    diagnosis.survey.step(60)
    return diagnosis


def test_everything_of_all_rows(tmp_path: Path) -> None:
    scene = flood()
    scene.tcp(("10.0.0.7", 1), ("10.0.0.8", 2), RST)
    diagnosis = diagnosed(tmp_path, scene)
    assert [one.kind for one in diagnosis.findings()] == ["syn-flood"]
    assert [item.packets for item in diagnosis.items() if item.kind.label == "Connection reset"] == [(301,)]
    assert (diagnosis.count, diagnosis.rows_done, diagnosis.survey.examined) == (301, 301, 301)


def test_everything_of_some_rows(tmp_path: Path) -> None:
    diagnosis = diagnosed(tmp_path, flood(), list(range(0, 300, 2)))
    (found,) = diagnosis.findings()
    assert (found.count, found.packets[:2]) == (150, (1, 3))
    assert "none of them was answered" in found.sentence
    assert diagnosis.survey.examined == 150
    few = diagnosed(tmp_path, flood(), list(range(0, 40, 2)))
    assert few.findings() == []


def test_conversations_of_the_rows_by_what_became_of_them(tmp_path: Path) -> None:
    scene = flood()
    scene.tcp(("10.0.0.7", 1), ("10.0.0.8", 2), SYN, 5)
    scene.tcp(("10.0.0.8", 2), ("10.0.0.7", 1), RST | ACK, 0, 6)
    every = diagnosed(tmp_path, scene).conversations()
    assert [(group.outcome, len(group.streams)) for group in every] == [("refused", 1), ("handshake-unfinished", 150)]
    some = diagnosed(tmp_path, scene, [0, 2, 4, 301]).conversations()
    assert [(group.outcome, len(group.streams)) for group in some] == [("refused", 1), ("handshake-unfinished", 3)]
