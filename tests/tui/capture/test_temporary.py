from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.capture.temporary import NOTE, TemporaryFolder, captures_folder, recovered


def grown(folder: TemporaryFolder, name: str, size: int = 100) -> Path:
    path = folder.path / name
    path.write_bytes(bytes(size))
    folder.add(path, "lo")
    return path


def test_a_capture_in_progress_is_no_leftover(tmp_path: Path) -> None:
    folder = TemporaryFolder(tmp_path)
    grown(folder, "a.pcap")
    assert recovered(tmp_path) == ()
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_its_owner_let_go_of_is_found(tmp_path: Path) -> None:
    folder = TemporaryFolder(tmp_path)
    path = grown(folder, "a.pcap")
    forgotten = grown(folder, "b.pcap")
    folder.forget(forgotten)
    folder.close()
    (leftover,) = recovered(tmp_path)
    assert (leftover.files, leftover.interfaces, leftover.size) == ((path,), ("lo",), 100)
    leftover.discard()
    assert recovered(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_leftover_without_frames_is_deleted(tmp_path: Path) -> None:
    folder = TemporaryFolder(tmp_path)
    grown(folder, "a.pcap", 24)
    folder.close()
    assert recovered(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("note", [b"", b"not json", b"[]", b'{"files": 3, "created": 1}', b'{"created": "x"}'])
def test_a_damaged_note_is_no_crash(tmp_path: Path, note: bytes) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / NOTE).write_bytes(note)
    assert recovered(tmp_path) == ()


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert recovered(tmp_path) == ()
    assert recovered(tmp_path / "missing") == ()
    assert (tmp_path / "other").exists()


def test_only_the_user_may_look(tmp_path: Path) -> None:
    folder = TemporaryFolder(tmp_path / "new")
    assert [os.stat(path).st_mode & 0o777 for path in (folder.path, folder.path / NOTE)] == [0o700, 0o600]
    folder.remove()


def test_captures_live_in_the_state_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert captures_folder().name == "captures"
    assert "remora" in captures_folder().parts
