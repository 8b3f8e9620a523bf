"""Changes of state in whole conversations, of lab scenes and of made segments."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors import PacketTable, open_capture
from dissectors.streams.ladders.state_changes import StateChanges
from dissectors.streams.ladders.states import State
from dissectors.streams.segments import Segments, segments_of
from tests.conftest import SAMPLES

OPENED = ["1 SYN-SENT", "2 SYN-RECEIVED", "3 ESTABLISHED", "3 ESTABLISHED"]
SCENES = {
    "hello.pcapng": [
        *OPENED, "17 FIN-WAIT-1", "18 CLOSE-WAIT", "18 FIN-WAIT-2", "19 LAST-ACK", "20 TIME-WAIT", "20 CLOSED",
    ],
    "refused.pcapng": ["1 SYN-SENT", "2 CLOSED", "2 CLOSED"],
    "reset.pcapng": [*OPENED, "6 CLOSED", "6 CLOSED"],
    "half-close.pcapng": [
        *OPENED, "6 FIN-WAIT-1", "7 CLOSE-WAIT", "7 FIN-WAIT-2", "11 LAST-ACK", "12 TIME-WAIT", "12 CLOSED",
    ],
    "zero-window.pcapng": [
        *OPENED, "63 FIN-WAIT-1", "64 CLOSE-WAIT", "64 LAST-ACK", "64 FIN-WAIT-2", "65 TIME-WAIT", "65 CLOSED",
    ],
}  # fmt: skip


def segments(path: Path, stream: int = 0) -> Segments:
    capture = open_capture(path)
    while capture.refresh():
        pass
    table = PacketTable(capture)
    table.number_streams(len(table))
    return segments_of(table.index, stream)


def told(changes: StateChanges, rows: np.ndarray) -> list[str]:
    return [
        f"{rows[position] + 1} {state.value}"
        for position, found in changes.by_position.items()
        for change in found
        for state in change.states
    ]


@pytest.mark.parametrize("name", SCENES)
def test_scenes_of_the_lab(name: str) -> None:
    found = segments(SAMPLES / name)
    changes = StateChanges()
    changes.extend(found)
    assert told(changes, found.rows) == SCENES[name]


def test_a_full_queue_leaves_the_second_client_waiting() -> None:
    found = segments(SAMPLES / "timeout.pcapng", 1)
    changes = StateChanges()
    changes.extend(found)
    assert told(changes, found.rows) == ["4 SYN-SENT"]
    assert {changes.state_at(position, 1 - int(found.sides[0])) for position in range(len(found))} == {None}


@pytest.mark.parametrize("name", SCENES)
def test_one_segment_after_the_other_gives_the_same_as_all_at_once(name: str) -> None:
    found = segments(SAMPLES / name)
    once, grown = StateChanges(), StateChanges()
    once.extend(found)
    for place in range(len(found)):
        grown.extend(found.select(np.array([place])))
    assert grown.by_position == once.by_position


def test_states_between_changes() -> None:
    found = segments(SAMPLES / "hello.pcapng")
    changes = StateChanges()
    changes.extend(found)
    client = int(found.sides[0])
    assert changes.state_at(-1, client) is State.CLOSED
    assert changes.state_at(0, client) is State.SYN_SENT
    assert changes.state_at(0, 1 - client) is State.LISTEN
    assert changes.state_at(10, client) is State.ESTABLISHED
    assert changes.state_at(len(found) - 1, client) is State.TIME_WAIT


def made(*columns: tuple[int, int, int, int]) -> Segments:
    """Of sides, flags, sequence and acknowledgment numbers."""
    sides, flags, sequence, acknowledgment = (np.array(column, np.int64) for column in zip(*columns, strict=True))
    nothing = np.zeros(len(sides), np.int64)
    values = dict.fromkeys(Segments.__slots__, nothing)
    values |= {"sides": sides.astype(np.uint8), "flags": flags, "sequence": sequence, "acknowledgment": acknowledgment}
    return Segments(**values)


def test_a_reset_is_judged_by_what_was_acknowledged_last_even_long_before() -> None:
    handshake = [(1, 0x02, 100, 0), (0, 0x12, 300, 101), (1, 0x10, 101, 301)]
    quiet = [(1, 0x10, 101, 301 + step) for step in range(50)]
    blind = StateChanges()
    blind.extend(made(*handshake, *quiet))
    blind.extend(made((0, 0x04, 349, 0)))
    assert blind.state_at(53, 1) is State.ESTABLISHED
    blind.extend(made((0, 0x04, 350, 0)))
    assert blind.state_at(54, 1) is State.CLOSED
