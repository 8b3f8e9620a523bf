from __future__ import annotations

from pathlib import Path

import pytest

from tui.completion import as_path, candidates, completed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("hello.pcap", "hello.pcapng", "help.txt", ".hidden", "esc\x1b[2J"):
        (tmp_path / name).touch()
    (tmp_path / "holes").mkdir()
    (tmp_path / "holes" / "only one").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "holes"))
    return tmp_path


def test_folders_come_first_and_hidden_files_only_with_a_dot(folder: Path) -> None:
    assert [found.name for found in candidates("h")] == ["holes/", "hello.pcap", "hello.pcapng", "help.txt"]
    assert [found.name for found in candidates(".h")] == [".hidden"]
    assert ".hidden" not in [found.name for found in candidates("")]


def test_a_folder_that_is_not_there_has_no_candidates(folder: Path) -> None:
    assert candidates("nowhere/x") == []


@pytest.mark.parametrize(
    ("text", "longer"),
    [("hell", "hello.pcap"), ("hello.pcapn", "hello.pcapng"), ("ho", "holes/"), ("holes/", "holes/only one"),
     ("~/o", "~/only one"), ("zebra", "zebra"), ("h", "h")],
)  # fmt: skip
def test_what_all_have_in_common_is_added(folder: Path, text: str, longer: str) -> None:
    assert completed(text) == longer


def test_a_name_that_a_text_field_may_not_show_is_never_typed(folder: Path) -> None:
    assert completed("es") == "es"
    assert [found.is_typable for found in candidates("es")] == [False]


def test_home_is_understood(folder: Path) -> None:
    assert as_path(" ~/x ") == folder / "holes" / "x"
