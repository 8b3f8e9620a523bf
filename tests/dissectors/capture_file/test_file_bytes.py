from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dissectors.capture_file.file_bytes import FileBytes
from dissectors.errors import CaptureFileError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "bytes"
    path.write_bytes(bytes(range(200)) * 100)
    return path


@pytest.fixture
def stored(path: Path) -> Iterator[FileBytes]:
    stored = FileBytes(path.open("rb", buffering=0), path)
    yield stored
    stored.close()


def test_reading_ends_where_the_file_does(stored: FileBytes) -> None:
    assert stored.size() == 20_000
    assert stored.read(200, 3) == b"\0\1\2"
    assert stored.read(19_999, 10) == bytes([199])
    assert stored.read(30_000, 10) == b""
    assert stored.read(0, 0) == b""


def test_reading_too_much_exactly_says_that_the_file_shrank(stored: FileBytes, path: Path) -> None:
    assert stored.read_exactly(19_990, 10) == bytes(range(190, 200))
    with pytest.raises(CaptureFileError, match=f"{path.name} became shorter while it was open: 20001 bytes"):
        stored.read_exactly(19_991, 10)


def test_the_view_follows_a_growing_file(stored: FileBytes, path: Path) -> None:
    before = stored.view(20_000)
    assert before[205] == 5
    assert not before.flags.writeable
    with path.open("ab") as file:
        file.write(b"\x2a" * 8192)
    assert stored.view(28_192)[28_191] == 0x2A
    assert len(before) == 20_000


def test_a_view_is_not_mapped_anew_without_need(stored: FileBytes) -> None:
    assert stored.view(10) is stored.view(20_000)


def test_a_file_that_shrank_gives_an_error_and_no_bus_error(stored: FileBytes, path: Path) -> None:
    stored.view(20_000)
    with path.open("r+b") as file:
        file.truncate(5000)
    with pytest.raises(CaptureFileError, match="became shorter while it was open"):
        stored.view(20_000)
    assert int(stored.view(5000).sum()) == sum(range(200)) * 25


def test_an_empty_file_has_an_empty_view(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    stored = FileBytes(path.open("rb", buffering=0), path)
    assert len(stored.view(0)) == 0
    stored.close()


def resident(stored: FileBytes) -> int:
    """Bytes of the mapped file that are in this process's memory."""
    place = stored.view(0).__array_interface__["data"][0]
    lines = iter(Path("/proc/self/smaps").read_text("ascii").splitlines())
    for line in lines:
        first, _, last = line.partition(" ")[0].partition("-")
        if last and int(first, 16) <= place < int(last, 16):
            return next(int(words.split()[1]) for words in lines if words.startswith("Rss:")) << 10
    raise AssertionError("not mapped")


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells what is in memory")
def test_bytes_that_were_forgotten_leave_the_memory_and_are_still_there(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(range(256)) * 4096)
    stored = FileBytes(path.open("rb", buffering=0), path)
    view = stored.view(1 << 20)
    total = int(view.sum())
    before = resident(stored)
    stored.forget(100, (1 << 20) - 100)
    assert resident(stored) < before / 4
    assert int(stored.view(1 << 20).sum()) == total
    stored.forget(0, 1 << 30)
    stored.forget(50, 60)
    stored.close()
    stored.forget(0, 1 << 20)
