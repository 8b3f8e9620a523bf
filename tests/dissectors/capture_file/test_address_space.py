from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.capture_file.address_space import STRIDE, AddressSpace
from dissectors.errors import CaptureFileError


def test_files_stand_side_by_side(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    paths[0].write_bytes(b"first")
    paths[1].write_bytes(b"second" * 1000)
    space = AddressSpace(paths)
    view = space.view([5, 6000])
    assert view[:5].tobytes() == b"first"
    assert view[STRIDE : STRIDE + 6000].tobytes() == b"second" * 1000
    assert not view.flags.writeable


def test_a_file_that_grew_is_mapped_further(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 4000)
    space = AddressSpace([path])
    earlier = space.view([4000])
    with path.open("ab") as file:
        file.write(b"y" * 10_000)
    view = space.view([14_000])
    assert view[3999:4001].tobytes() == b"xy"
    assert earlier[13_999] == ord("y"), "what was handed out before is the same mapping"


def test_between_the_files_there_is_nothing_but_zeros(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    view = AddressSpace([tmp_path / "a", tmp_path / "a"]).view([1, 0])
    assert view[STRIDE // 2] == 0


def test_a_file_that_is_too_short_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(CaptureFileError, match="shorter"):
        AddressSpace([tmp_path / "a"]).view([2])


def test_a_machine_without_room_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dissectors.capture_file.address_space.STRIDE", 1 << 62)
    with pytest.raises(CaptureFileError, match="cannot be mapped"):
        AddressSpace([tmp_path / "a"])
