from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from dissectors.capture_file.atomic import atomic_file
from dissectors.errors import CaptureFileError


def write_half(target: Path) -> None:
    with atomic_file(target, overwrite=True) as file:
        file.write(b"half")
        raise KeyboardInterrupt


def write_late(target: Path) -> None:
    with atomic_file(target, overwrite=False) as file:
        file.write(b"ours")
        target.write_bytes(b"theirs")


def test_the_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "new"
    with atomic_file(target, overwrite=False) as file:
        file.write(b"whole")
        file.flush()
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_what_fails_leaves_nothing_and_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "old"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_half(target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_existing_file_is_replaced_only_if_asked(tmp_path: Path) -> None:
    target = tmp_path / "old"
    target.write_bytes(b"old")
    target.chmod(0o640)
    with pytest.raises(CaptureFileError, match="old exists already"), atomic_file(target, overwrite=False):
        pass
    assert target.read_bytes() == b"old"
    with atomic_file(target, overwrite=True) as file:
        file.write(b"new")
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "late"
    with pytest.raises(CaptureFileError, match="late exists already"):
        write_late(target)
    assert target.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [target]


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    with atomic_file(link, overwrite=True) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("place", ["missing/file", "folder", "x" * 300])
def test_impossible_places_are_errors(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CaptureFileError), atomic_file(tmp_path / place, overwrite=True):
        pass


def test_a_full_disk_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with (
        pytest.raises(CaptureFileError, match="big cannot be written: No space left"),
        atomic_file(tmp_path / "big", overwrite=False),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_hard_links_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", link)
    with atomic_file(tmp_path / "a", overwrite=False) as file:
        file.write(b"whole")
    assert (tmp_path / "a").read_bytes() == b"whole"
    assert len(list(tmp_path.iterdir())) == 1
