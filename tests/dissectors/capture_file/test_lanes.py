"""Walking in lanes gives what walking one by one gives, whatever the file holds."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors.capture_file import CaptureFile, lanes, open_capture
from dissectors.capture_file.frames import ColumnName
from dissectors.errors import CaptureFileError
from tests.conftest import SAMPLES
from tests.dissectors.capture_file.build import ORDERS, pcap

Configure = Callable[[bool], None]


@pytest.fixture
def in_lanes(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """A function that switches lanes on, so short that small files have many of them, or off."""

    def configure(wanted: bool) -> None:
        monkeypatch.setattr(lanes, "LEAST_BYTES", 200 if wanted else 1 << 60)
        monkeypatch.setattr(lanes, "SHORTEST_LANE", 64)
        monkeypatch.setattr(lanes, "FEWEST_LANES", 2)

    return configure


@dataclass(frozen=True)
class Told:
    """What a capture file says when it has been read."""

    columns: dict[str, list[int]]
    notice: object
    contents: object

    @classmethod
    def by(cls, capture: CaptureFile) -> Told:
        columns = {name: capture.frames.column(name).tolist() for name in get_args(ColumnName)}
        return cls(columns, capture.notice, capture.contents)


def read(path: Path, sizes: list[int]) -> Told | str:
    """Everything, in steps of so many frames; the complaint where it cannot be read."""
    try:
        with open_capture(path) as capture:
            for size in sizes:
                capture.refresh(max_frames=size)
            capture.refresh()
            return Told.by(capture)
    except CaptureFileError as error:
        return str(error)


def block(kind: int, body: bytes, order: str) -> bytes:
    padded = body + bytes(-len(body) % 4)
    length = 12 + len(padded)
    return struct.pack(order + "II", kind, length) + padded + struct.pack(order + "I", length)


def packets(order: str, frames: list[bytes]) -> bytes:
    enhanced = (struct.pack(order + "5I", 0, 400_000, n, len(f), len(f)) + f for n, f in enumerate(frames))
    return b"".join(block(6, body, order) for body in enhanced)


def pcapng(order: str, frames: list[bytes]) -> bytes:
    """Two sections, the second with other blocks among the packets."""
    section = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)
    interface = block(1, struct.pack(order + "HHI", 1, 0, 0), order)
    half = len(frames) // 2
    statistics = block(5, struct.pack(order + "III", 0, 0, 5), order)
    first = section + interface + packets(order, frames[:half])
    return first + section + interface + packets(order, frames[half:-2]) + statistics + packets(order, frames[-2:])


FILES = st.sampled_from([(write, order) for write in ("pcap", "pcapng") for order in ORDERS])
FRAMES = st.lists(st.integers(0, 150), min_size=10, max_size=60)
MUTATIONS = st.lists(
    st.tuples(st.sampled_from(["cut", "set", "remove", "repeat"]), st.integers(0, 1 << 20), st.integers(0, 255)),
    max_size=4,
)
STEPS = st.lists(st.integers(1, 40), max_size=4)


def written(write: str, order: str, lengths: list[int]) -> bytes:
    """A capture whose frames hold what looks like records, so that there are wrong starts to be found."""
    seconds = 1_700_000_000
    inner = pcap((seconds, 1, b"inner"), (seconds, 2, b""), order=order)[24:] + packets(order, [b"inner"] * 3)
    frames = [(inner * 3)[:length] if length % 3 == 0 else bytes(range(length)) for length in lengths]
    if write == "pcapng":
        return pcapng(order, frames)
    return pcap(*((seconds + number, 7, frame) for number, frame in enumerate(frames)), order=order)


def mutated(data: bytes, mutations: list[tuple[str, int, int]]) -> bytes:
    for change, place, value in mutations:
        at = place % (len(data) + 1)
        if change == "cut":
            data = data[: max(at, 100)]
        elif change == "set":
            data = data[:at] + bytes((value,)) + data[at + 1 :]
        elif change == "remove":
            data = data[:at] + data[at + value :]
        else:
            data = data[: at + value] + data[at:]
    return data


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=FILES, lengths=FRAMES, mutations=MUTATIONS, sizes=STEPS)
def test_lanes_equal_one_by_one(
    tmp_path: Path,
    in_lanes: Configure,
    file: tuple[str, str],
    lengths: list[int],
    mutations: list[tuple[str, int, int]],
    sizes: list[int],
) -> None:
    path = tmp_path / "capture"
    path.write_bytes(mutated(written(*file, lengths), mutations))
    in_lanes(False)
    one_by_one = read(path, sizes)
    in_lanes(True)
    assert read(path, [1, *sizes]) == one_by_one


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.pcap*")), ids=lambda path: path.name)
def test_samples_read_the_same(sample: Path, in_lanes: Configure) -> None:
    in_lanes(False)
    one_by_one = read(sample, [])
    in_lanes(True)
    assert read(sample, [1]) == one_by_one


@pytest.mark.parametrize("write", ["pcap", "pcapng"])
def test_lanes_are_walked_at_all(
    write: str, tmp_path: Path, in_lanes: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes_used = []
    joined = lanes._joined
    monkeypatch.setattr(lanes, "_joined", lambda *given: (lanes_used.append(len(given[1])), joined(*given))[1])
    path = tmp_path / "capture"
    path.write_bytes(written(write, "<", [40] * 200))
    in_lanes(True)
    told = read(path, [1])
    assert isinstance(told, Told)
    assert len(told.columns["offset"]) == 200
    assert max(lanes_used) > 40


def test_a_growing_file_goes_on_where_it_ended(tmp_path: Path, in_lanes: Configure) -> None:
    whole = written("pcap", "<", [40] * 100)
    path = tmp_path / "growing"
    path.write_bytes(b"")
    in_lanes(True)
    with open_capture(path) as capture, path.open("ab") as file:
        for start in range(0, len(whole), 777):
            file.write(whole[start : start + 777])
            file.flush()
            capture.refresh()
        assert np.diff(capture.frames.column("offset")).tolist() == [56] * 99
