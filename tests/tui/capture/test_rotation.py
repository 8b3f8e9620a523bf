from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.capture.destination import Destination, GrowingFile
from tui.capture.limits import Ring
from tui.capture.pcap_output import RECORD, file_header
from tui.capture.rotation import Rotation


class FakeBroker:
    def __init__(self) -> None:
        self.switches: list[tuple[int, bool, int | None, int | None]] = []

    def switch(
        self, number: int, descriptor: int | None, *, at_packets: int | None = None, at_bytes: int | None = None
    ) -> None:
        self.switches.append((number, descriptor is not None, at_packets, at_bytes))


def rotation(tmp_path: Path, ring: Ring, name: str = "r.pcap", most: int | None = None) -> tuple[Rotation, Destination]:
    destination = Destination(tmp_path / name, tmp_path / "temporary", is_ring=True)
    return Rotation(ring, destination, most), destination


def first_file(destination: Destination, *, direct: bool = True) -> Path:
    path, descriptor = destination.open("lo", may_be_direct=direct)
    os.write(descriptor, file_header(1, 1000) + RECORD.pack(1, 1, 1, 1) + b"x")
    os.close(descriptor)
    return path


def test_the_broker_gets_the_next_file_in_advance(tmp_path: Path) -> None:
    turning, destination = rotation(tmp_path, Ring(packets=5, size_bytes=1000, keep_files=2))
    broker = FakeBroker()
    path = first_file(destination)
    assert path.name.startswith("r_00001_")
    for count in range(2, 5):
        turning.prepare(broker, 1, True)  # type: ignore[arg-type]
        assert broker.switches[-1] == (1, True, 5, 1000)
        next_path = turning.switched(1, GrowingFile(path, "lo"))
        assert next_path.name.startswith(f"r_{count:05d}_")
        finished = turning.finish(5 * count)
        assert finished.file == path
        path = next_path
        assert len(list(tmp_path.glob("r_*.pcap"))) == 2
    turning.prepare(broker, 1, True)  # type: ignore[arg-type]
    turning.end()
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("ring", "due"),
    [
        (Ring(packets=5), True),
        (Ring(packets=6), False),
        (Ring(size_bytes=41), True),
        (Ring(size_bytes=42), False),
        (Ring(duration_seconds=1000), False),
    ],
)
def test_several_interfaces_change_when_all_together_are_full(tmp_path: Path, ring: Ring, due: bool) -> None:
    turning, destination = rotation(tmp_path, ring, "r.pcapng")
    assert turning.is_due([first_file(destination, direct=False)], 5) is due
    assert not turning.is_due([], 5)
    destination.remove()


def test_the_parts_become_one_file(tmp_path: Path) -> None:
    turning, destination = rotation(tmp_path, Ring(packets=1), "r.pcapng", most=1)
    broker = FakeBroker()
    old = [first_file(destination, direct=False) for _ in range(2)]
    turning.switch_all(broker, [(1, "lo"), (2, "any")])  # type: ignore[arg-type]
    assert broker.switches == [(1, True, None, None), (2, True, None, None)]
    turning.switched(1, GrowingFile(old[0], "lo"))
    assert not turning.is_whole
    turning.switched(2, GrowingFile(old[1], "any"))
    assert turning.is_whole
    finished = turning.finish(2)
    assert finished.file.name.startswith("r_00001_")
    assert finished.file.exists()
    assert not any(path.exists() for path in old)
    assert turning.is_used_up
    turning.end()
    destination.remove()
