"""A file's hash, at once and by the piece."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from dissectors.statistics.file_hash import FileHash

CONTENT = bytes(range(256)) * 12_000


def test_piece_by_piece_it_is_that_of_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    one = FileHash(path)
    assert (one.hexadecimal, one.share) == (None, 0.0)
    assert one.step(0)
    assert 0 < one.share < 1
    shares = [one.share]
    while one.step(0):
        shares.append(one.share)
    assert len(shares) == 2
    assert shares == sorted(shares)
    assert (one.hexadecimal, one.share) == (hashlib.sha256(CONTENT).hexdigest(), 1.0)
    assert not one.step(0)
    assert FileHash(path).whole() == one.hexadecimal


def test_of_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    assert FileHash(path).whole() == hashlib.sha256().hexdigest()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileHash(tmp_path / "none").step(0)
