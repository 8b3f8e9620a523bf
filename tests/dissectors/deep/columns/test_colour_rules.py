"""The user's colouring rules are copied, alone; without them the usual ones hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dissectors.deep.columns.colour_rules import bring_rules, user_folder

RULES = "@Mine@dns@[65535,0,0][0,65535,0]\n"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / ".config" / "wireshark"
    folder.mkdir(parents=True)
    (folder / "preferences").write_text("tcp.relative_sequence_numbers: FALSE\n")
    return folder


def environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home")}


def test_rules_are_copied_and_nothing_else(tmp_path: Path, theirs: Path) -> None:
    (theirs / "colorfilters").write_text(RULES)
    ours = tmp_path / "ours"
    assert bring_rules(ours, environment(tmp_path)) == ""
    assert {path.name: path.read_text() for path in ours.iterdir()} == {"colorfilters": RULES}


def test_changed_rules_take_the_place_of_those_before(tmp_path: Path, theirs: Path) -> None:
    (theirs / "colorfilters").write_text("old")
    bring_rules(tmp_path / "ours", environment(tmp_path))
    (theirs / "colorfilters").write_text(RULES)
    bring_rules(tmp_path / "ours", environment(tmp_path))
    assert (tmp_path / "ours" / "colorfilters").read_text() == RULES


def test_rules_that_are_gone_are_gone_here_too(tmp_path: Path, theirs: Path) -> None:
    (theirs / "colorfilters").write_text(RULES)
    bring_rules(tmp_path / "ours", environment(tmp_path))
    (theirs / "colorfilters").unlink()
    assert bring_rules(tmp_path / "ours", environment(tmp_path)) == ""
    assert not (tmp_path / "ours" / "colorfilters").exists()


def test_nobody_has_rules(tmp_path: Path) -> None:
    assert bring_rules(tmp_path / "ours", {}) == ""
    assert not (tmp_path / "ours").exists()


@pytest.mark.parametrize("kind", ["folder", "fifo", "long"])
def test_what_is_no_file_of_rules_is_told(tmp_path: Path, theirs: Path, kind: str) -> None:
    path = theirs / "colorfilters"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.write_bytes(b"x" * ((1 << 20) + 1))
    problem = bring_rules(tmp_path / "ours", environment(tmp_path))
    assert str(path) in problem
    assert "usual colours" in problem
    assert not (tmp_path / "ours" / "colorfilters").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, theirs: Path) -> None:
    (theirs / "colorfilters").write_text(RULES)
    (tmp_path / "ours").write_text("a file")
    assert "usual colours" in bring_rules(tmp_path / "ours", environment(tmp_path))


def test_the_folder_is_found_as_wireshark_finds_it(tmp_path: Path, theirs: Path) -> None:
    old = tmp_path / "home" / ".wireshark"
    old.mkdir()
    assert user_folder(environment(tmp_path)) == theirs
    assert user_folder({**environment(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}) == old
    assert user_folder({**environment(tmp_path), "WIRESHARK_CONFIG_DIR": "/elsewhere"}) == Path("/elsewhere")
    assert user_folder({}) is None
