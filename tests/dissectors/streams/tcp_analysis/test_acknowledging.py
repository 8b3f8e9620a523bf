"""Acknowledgments of what was not captured: told once a hole, in whatever batches they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.streams.tcp_analysis.marks import Mark
from tests.dissectors.streams.talk import ACK, Talk
from tests.dissectors.streams.tcp_analysis.test_handshake import told

DATA = bytes(100)


def unseen(talk: Talk, folder: Path, at_once: int) -> list[int]:
    """The frames that acknowledge what was not captured."""
    marks = told(talk, folder, "marks", at_once)
    return [number for number, mark in enumerate(marks, 1) if mark & Mark.ACK_LOST_SEGMENT]


def lossy() -> Talk:
    return Talk().shake().send(0, ACK, DATA, is_seen=False)


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    ("talk", "frames"),
    [
        (Talk().shake().send(0, ACK, DATA).send(1), []),
        (lossy().send(1), [4]),
        (lossy().send(1).send(1), [4]),
        (lossy().send(0, ACK, DATA).send(1), [5]),
        (lossy().send(0, ACK, DATA).send(1, ack_less=200), []),
        (lossy().send(0, ACK, DATA).send(0, ACK, DATA, back=200).send(1), []),
        (lossy().send(1).send(0, ACK, DATA).send(1), [4, 6]),
        (lossy().send(0, ACK, DATA).send(1).send(0, ACK, DATA).send(1), [5]),
        (lossy().send(1).send(0, ACK, DATA, is_seen=False).send(1), [4]),
    ],
    ids=[
        "nothing lost",
        "lost",
        "told once",
        "behind the hole",
        "not beyond the hole",
        "filled",
        "told anew when more is said",
        "closed by the acknowledgment",
        "two in a row",
    ],
)
def test_what_was_not_captured_is_told_when_it_is_acknowledged(
    talk: Talk, frames: list[int], at_once: int, tmp_path: Path
) -> None:
    assert unseen(talk, tmp_path, at_once) == frames
