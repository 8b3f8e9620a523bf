from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors.capture_file import MergedCapture, open_capture, save_capture
from dissectors.capture_file.blocks import PROCESSES
from dissectors.errors import CaptureFileError
from dissectors.processes.stored import write_attributions
from tests.dissectors.capture_file.build import block, section
from tests.dissectors.processes.found import found

HEADER = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1)


def records(*times: int, mark: bytes = b"") -> bytes:
    """Frames at whole seconds, each of which says whose and which it is."""
    pieces = []
    for number, time in enumerate(times):
        data = mark + struct.pack("<I", number)
        pieces.append(struct.pack("<IIII", time, 0, len(data), len(data)) + data)
    return b"".join(pieces)


def write(path: Path, *times: int, mark: bytes = b"") -> Path:
    path.write_bytes(HEADER + records(*times, mark=mark))
    return path


def seconds(capture: MergedCapture) -> list[int]:
    return [int(time) // 10**9 for time in capture.frames.column("time")]


def test_frames_are_in_the_order_of_time_with_their_own_bytes(tmp_path: Path) -> None:
    paths = [write(tmp_path / "a", 1, 4, 5, mark=b"a"), write(tmp_path / "b", 2, 3, 6, mark=b"b")]
    with MergedCapture(paths) as capture:
        assert capture.refresh() == range(6)
        assert seconds(capture) == [1, 2, 3, 4, 5, 6]
        assert [capture.data(row)[:1] for row in range(6)] == [b"a", b"b", b"b", b"a", b"a", b"b"]
        view = capture.view()
        for row in range(6):
            frame = capture.frames.frame(row)
            assert view[frame.offset : frame.offset + frame.captured_length].tobytes() == capture.data(row)
        assert capture.is_complete
        assert capture.notice is None


def test_later_looks_append(tmp_path: Path) -> None:
    paths = [write(tmp_path / "a", 1), write(tmp_path / "b", 2)]
    with MergedCapture(paths) as capture:
        assert capture.refresh() == range(2)
        for path, times in ((paths[1], (5, 7)), (paths[0], (6,))):
            with path.open("ab") as file:
                file.write(records(*times))
        assert capture.refresh() == range(2, 5)
        assert seconds(capture) == [1, 2, 5, 6, 7]
        with paths[0].open("ab") as file:
            file.write(records(3))
        assert capture.refresh() == range(5, 6), "what is seen later has a later number"
        assert len(capture.view()) > 0
        assert capture.data(5) == capture.view()[(frame := capture.frames.frame(5)).offset :][:4].tobytes()
        assert frame.captured_length == 4


def test_a_capture_goes_on_in_another_file_on_the_same_interface(tmp_path: Path) -> None:
    with MergedCapture() as capture:
        assert (capture.format, capture.refresh()) == ("empty", range(0))
        with pytest.raises(CaptureFileError):
            _ = capture.path
        capture.add(write(tmp_path / "a", 1), "lo")
        capture.refresh()
        assert capture.format.startswith("pcap")
        capture.add(write(tmp_path / "b", 2), "lo")
        capture.add(write(tmp_path / "c", 3), "any")
        assert capture.refresh() == range(1, 3)
        assert [(i.index, i.number, i.name) for i in capture.interfaces] == [(0, 0, "lo"), (1, 1, "any")]
        assert [capture.frames.frame(row).interface for row in range(3)] == [0, 0, 1]
        assert capture.path == tmp_path / "a"
        assert capture.size == capture.bytes_read == sum(file.size for file in capture.files)


def test_a_files_own_order_stands(tmp_path: Path) -> None:
    paths = [write(tmp_path / "a", 5, 1, 6, mark=b"a"), write(tmp_path / "b", 3, 7, mark=b"b")]
    with MergedCapture(paths) as capture:
        capture.refresh()
        assert seconds(capture) == [3, 5, 1, 6, 7]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    times=st.lists(st.lists(st.integers(0, 50), max_size=20), min_size=1, max_size=4),
    step=st.integers(1, 7),
)
def test_reading_in_steps_gives_the_same_as_reading_at_once(tmp_path: Path, times: list[list[int]], step: int) -> None:
    paths = [write(tmp_path / f"{n}", *sorted(some), mark=bytes([n])) for n, some in enumerate(times)]
    with MergedCapture(paths) as whole, MergedCapture(paths) as stepped:
        whole.refresh()
        for _ in range(100):
            stepped.refresh(max_frames=step)
            if stepped.is_complete:
                break
        assert stepped.is_complete
        assert sorted(time for some in times for time in some) == seconds(whole) == seconds(stepped)
        for capture in (whole, stepped):
            for n, some in enumerate(times):
                mine = [data for row in range(len(capture.frames)) if (data := capture.data(row))[0] == n]
                assert mine == [bytes([n]) + struct.pack("<I", k) for k in range(len(some))]


def test_damage_in_one_file_does_not_hide_the_others(tmp_path: Path) -> None:
    bad = write(tmp_path / "bad", 1)
    with bad.open("ab") as file:
        file.write(b"\xff" * 40)
    with MergedCapture([bad, write(tmp_path / "good", 2, 3)]) as capture:
        capture.refresh()
        assert seconds(capture) == [1, 2, 3]
        assert capture.notice is not None
        assert capture.notice.message.startswith("bad: ")


def test_a_file_that_shrinks_is_an_error_and_no_crash(tmp_path: Path) -> None:
    paths = [write(tmp_path / "a", 1), write(tmp_path / "b", *range(2, 2000))]
    with MergedCapture(paths) as capture:
        capture.refresh()
        capture.view()
        paths[1].write_bytes(HEADER)
        with pytest.raises(CaptureFileError, match="shorter"):
            capture.view()
        with pytest.raises(CaptureFileError, match="shorter"):
            capture.data(1500)
        with pytest.raises(CaptureFileError, match="shorter"):
            capture.refresh()


def test_pcapng_comments_are_found_through_the_whole(tmp_path: Path) -> None:
    def block(kind: int, body: bytes) -> bytes:
        length = struct.pack("<I", len(body) + 12)
        return struct.pack("<I", kind) + length + body + length

    option = struct.pack("<HH", 1, 4) + b"hey!" + bytes(4)
    packet = struct.pack("<IIIII", 0, 0, 500, 4, 4) + b"data" + option
    pcapng = (
        block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
        + block(1, struct.pack("<HHI", 1, 0, 0))
        + block(6, packet)
    )
    (tmp_path / "a.pcapng").write_bytes(pcapng)
    with MergedCapture([write(tmp_path / "b", 1), tmp_path / "a.pcapng"]) as capture:
        capture.refresh()
        found = {capture.data(row)[:4]: capture.comments(row) for row in range(2)}
        assert found[b"data"] == ("hey!",)
        assert sorted(found.values()) == [(), ("hey!",)]
        assert not capture.is_pcapng
    with MergedCapture([tmp_path / "a.pcapng"]) as capture:
        capture.refresh()
        assert capture.is_pcapng
        assert len(capture.sections) == 1


def test_what_files_tell_of_processes_stays_in_its_place_as_they_grow(tmp_path: Path) -> None:
    told = [found("curl", 7), found("nc", 8), found("wget", 9)]
    paths = [tmp_path / "a.pcapng", tmp_path / "b.pcapng"]
    blocks = [block("<", PROCESSES, body) for one in told for body in write_attributions([one], "<")]
    for path in paths:
        path.write_bytes(section("<"))
    with MergedCapture(paths) as capture:
        for number, path in enumerate((paths[1], paths[0], paths[1])):
            with path.open("ab") as file:
                file.write(blocks[number])
            capture.refresh()
            assert capture.attributions == told[: number + 1]


def test_saved_as_one_file_each_frame_keeps_its_interface(tmp_path: Path) -> None:
    with MergedCapture() as capture:
        capture.add(write(tmp_path / "a", 1, 3), "lo")
        capture.add(write(tmp_path / "b", 2), "veth0")
        capture.refresh()
        assert save_capture(capture, tmp_path / "saved.pcapng") == 3
    with open_capture(tmp_path / "saved.pcapng") as saved:
        rows = saved.refresh()
        assert [saved.interfaces[saved.frames.frame(row).interface].name for row in rows] == ["lo", "veth0", "lo"]
        assert np.all(np.diff(saved.frames.column("time")) > 0)


def test_what_whoever_captures_lost_is_saved_with_the_interface(tmp_path: Path) -> None:
    with MergedCapture() as capture:
        capture.add(write(tmp_path / "a", 1, 3), "lo")
        capture.add(write(tmp_path / "b", 2), "veth0")
        capture.refresh()
        assert capture.dropped is None
        capture.drops = {"veth0": 4, "lo": 0, "eth7": 1}
        assert capture.dropped == 5
        save_capture(capture, tmp_path / "saved.pcapng")
        save_capture(capture, tmp_path / "part.pcapng", [0, 1])
    with open_capture(tmp_path / "saved.pcapng") as saved:
        saved.refresh()
        told = {saved.interfaces[one.interface].name: one.dropped for one in saved.contents.statistics}
        assert told == {"lo": 0, "veth0": 4}
        assert [one.time_ns // 10**9 for one in saved.contents.statistics] == [3, 2]
        assert saved.dropped == 4
    with MergedCapture([tmp_path / "saved.pcapng"]) as again:
        again.refresh()
        assert again.dropped == 4
    with open_capture(tmp_path / "part.pcapng") as part:
        part.refresh()
        assert part.dropped is None
