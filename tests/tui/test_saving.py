from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.capture_file import open_capture
from dissectors.errors import CaptureFileError
from tests.dissectors.processes.found import found
from tests.dissectors.streams.talk import Talk
from tests.tui.fake_machine import Piped, frames, pcap
from tui.loading import FileSource
from tui.opened import Opened, PacketTable
from tui.saving import RangeError, Saver, SaveWish, rows_of_range, save


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1", [0]),
        ("3-5", [2, 3, 4]),
        ("5, 1-2", [0, 1, 4]),
        ("8-", [7, 8, 9]),
        ("-2", [0, 1]),
        ("2-4,3-6", [1, 2, 3, 4, 5]),
        ("9-100", [8, 9]),
        (" 1 - 2 ,,", [0, 1]),
    ],
)
def test_a_range_names_rows_by_number(text: str, rows: list[int]) -> None:
    assert [row for part in rows_of_range(text, 10) for row in part] == rows


@pytest.mark.parametrize("text", ["", ",", "0", "4-3", "11", "a", "1-2-3", "-", "1 2", "1" * 30, "²"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(RangeError):
        rows_of_range(text, 10)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=1), st.integers(50, 60))
def test_rows_of_a_range_ascend_and_none_comes_twice(pairs: list[tuple[int, int]], row_count: int) -> None:
    text = ",".join(f"{min(pair)}-{max(pair)}" for pair in pairs)
    rows = [row for part in rows_of_range(text, row_count) for row in part]
    assert rows == sorted({row for low, high in pairs for row in range(min(low, high) - 1, max(low, high))})


@pytest.fixture
def saved_capture(tmp_path: Path) -> Opened:
    path = tmp_path / "ten.pcap"
    path.write_bytes(pcap(*frames(10)))
    capture = open_capture(path)
    return Opened(PacketTable(capture), FileSource(capture, path.name), path)


def data_of(path: Path) -> list[bytes]:
    with open_capture(path) as capture:
        return [capture.data(row) for row in capture.refresh()]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (SaveWish(Path("out.pcapng"), "all"), frames(10)),
        (SaveWish(Path("out.pcap"), "displayed"), [frames(10)[4], frames(10)[7]]),
        (SaveWish(Path("out.pcap"), "marked"), [frames(10)[0], frames(10)[9]]),
        (SaveWish(Path("out.pcap"), "range", "2-3"), frames(10)[1:3]),
    ],
)
def test_what_is_wished_for_is_saved(
    saved_capture: Opened, tmp_path: Path, wish: SaveWish, expected: list[bytes]
) -> None:
    wish = SaveWish(tmp_path / wish.path, wish.scope, wish.range_text)
    assert save(saved_capture, wish, np.array([4, 7]), {9, 0}, lambda count: None) == len(expected)
    assert data_of(wish.path) == expected


def test_a_file_that_is_there_is_replaced_only_if_told(saved_capture: Opened, tmp_path: Path) -> None:
    path = tmp_path / "out.pcapng"
    path.write_bytes(b"something else")
    with pytest.raises(CaptureFileError, match="exists"):
        save(saved_capture, SaveWish(path, "all"), np.array([], np.int64), (), lambda count: None)
    assert path.read_bytes() == b"something else"
    save(saved_capture, SaveWish(path, "all", overwrite=True), np.array([], np.int64), (), lambda count: None)
    assert data_of(path) == frames(10)
    assert saved_capture.saved_in == path


def test_a_live_capture_that_is_saved_as_a_whole_is_known_to_be(tmp_path: Path) -> None:
    with Piped(tmp_path / "captures") as piped:
        piped.write(pcap(*frames(3)))
        piped.close()
        assert piped.source.live.wait_stopped(20)
        piped.source.capture.refresh()
        assert not piped.source.live.is_saved
        save(piped.opened, SaveWish(tmp_path / "out.pcap", "all"), np.array([], np.int64), (), lambda count: None)
        assert piped.source.live.is_saved
        assert piped.source.saved_in == tmp_path / "out.pcap"
        assert data_of(tmp_path / "out.pcap") == frames(3)


def test_what_is_still_being_saved_is_given_up_without_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "many.pcap"
    path.write_bytes(pcap(*frames(5000)))
    capture = open_capture(path)
    capture.refresh()
    opened = Opened(PacketTable(capture), FileSource(capture, path.name), path)
    begun, go_on = threading.Event(), threading.Event()
    saver = Saver()

    def work(progress):  # type: ignore[no-untyped-def]
        def wait_and_tell(count: int) -> None:
            begun.set()
            go_on.wait(20)
            progress(count)

        save(opened, SaveWish(tmp_path / "out.pcap", "all"), np.array([], np.int64), (), wait_and_tell)

    saver.start(work)
    assert begun.wait(20)
    stopping = threading.Thread(target=saver.stop)
    stopping.start()
    while not saver.is_stopped:
        pass
    go_on.set()
    stopping.join(20)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["many.pcap"]


def test_whose_packets_are_is_saved_with_them(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.attributions.append([found("curl", 7)])
    opened = Opened(table, FileSource(table.capture, "talk"))  # type: ignore[arg-type]
    wish = SaveWish(tmp_path / "part.pcapng", "displayed")
    assert save(opened, wish, np.array([1, 2]), (), lambda count: None) == 2
    with open_capture(wish.path) as saved:
        saved.refresh()
        assert [one.name for one in saved.attributions] == ["curl"]
        assert saved.comments(0) == ("received by curl, pid 7 (exact)",)
