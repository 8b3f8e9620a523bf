"""A file that nobody finds afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dissectors.deep.filters.unnamed_file import unnamed_file


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "remora"


def read_twice(name: str, descriptors: tuple[int, ...]) -> str:
    program = f"print(open({name!r}).read(3) + open({name!r}).read())"
    return subprocess.run(
        [sys.executable, "-c", program], pass_fds=descriptors, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()


def test_another_program_reads_it_from_its_beginning_as_often_as_it_likes(cache: Path) -> None:
    with unnamed_file() as (file, name, descriptors):
        file.write(b"packets")
        file.flush()
        assert not list(cache.iterdir())
        assert read_twice(name, descriptors) == "pacpackets"


def test_it_has_a_name_for_a_while_where_descriptors_have_none(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.isdir", lambda path: False)
    with unnamed_file() as (file, name, descriptors):
        file.write(b"packets")
        file.flush()
        assert Path(name).parent == cache
        assert os.stat(name).st_mode & 0o077 == 0
        assert read_twice(name, descriptors) == "pacpackets"
    assert not list(cache.iterdir())


def test_a_cache_folder_that_cannot_be_made_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with unnamed_file() as (file, name, descriptors):
        file.write(b"packets")
        file.flush()
        assert read_twice(name, descriptors) == "pacpackets"
