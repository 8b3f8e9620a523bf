"""A new file: its name, what is told of it, and that none is left where there is to be none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from dissectors.errors import CaptureFileError
from tui.file_saving import FileSaving, Write, problem_with

Told = list[tuple[str, str]]


def test_names_that_cannot_be_are_told(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.touch()
    assert problem_with(str(tmp_path)) == "that is a folder"
    assert problem_with(f" {there} ") == "there is such a file already"
    assert problem_with(str(tmp_path / "no" / "x")).startswith("there is no folder")
    assert problem_with(str(tmp_path / "new")) == ""


@pytest.mark.parametrize("name", ["x" * 300, "~no-such-user-here/x", "a\0b/c"])
def test_no_name_is_too_odd_to_be_told_of(name: str) -> None:
    assert problem_with(name)


def saved(path: Path, write: Write, *, stops: bool = False) -> Told:
    told: Told = []
    saving = FileSaving(path, write, lambda *words: told.append(words))
    saving.start()
    if stops:
        saving.stop()
    saving.thread.join()
    return told


def greeting(file: BinaryIO, is_stopped: Callable[[], bool]) -> str:
    file.write(b"hello")
    return "5 B"


def test_what_is_in_the_file_is_told_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "some"
    assert saved(path, greeting) == [(f"5 B saved in {path}", "information")]
    assert path.read_bytes() == b"hello"


def test_a_file_that_came_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "some"
    path.write_bytes(b"mine")
    assert saved(path, greeting) == [(f"{path} exists already", "error")]
    assert path.read_bytes() == b"mine"


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    def fail(file: BinaryIO, is_stopped: Callable[[], bool]) -> str:
        file.write(b"half")
        raise CaptureFileError("it is gone")

    assert saved(tmp_path / "some", fail) == [("it is gone", "error")]
    assert list(tmp_path.iterdir()) == []


def test_a_stop_leaves_nothing(tmp_path: Path) -> None:
    def until_stopped(file: BinaryIO, is_stopped: Callable[[], bool]) -> str:
        while not is_stopped():
            pass
        return "nothing"

    assert saved(tmp_path / "some", until_stopped, stops=True) == [("saving was stopped", "error")]
    assert list(tmp_path.iterdir()) == []
