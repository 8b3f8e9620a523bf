"""Folders for what tshark told and writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.deep.tshark import folders


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_large_files_go_where_only_the_user_looks(home: Path) -> None:
    assert folders.large_files_folder() == home / "remora"
    assert (home / "remora").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_none(home: Path) -> None:
    (home / "remora").write_text("in the way")
    assert folders.large_files_folder() is None


def test_tshark_finds_no_preferences_of_the_user(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folders.configuration_folder() == home / "remora" / "wireshark"
    # Who runs as another user may not look into ours.
    monkeypatch.setattr(folders, "starts_as_another", lambda: True)
    assert not folders.configuration_folder().exists()
