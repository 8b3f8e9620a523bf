"""Entry points of installed distributions."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dissectors.plug_ins import entry_points
from tests.conftest import PROJECT

METADATA = "Metadata-Version: 2.1\nName: toy\nVersion: 1\n"
DECLARED = "[remora.toys]\nball = toy_ball:BALL\n"


def install(folder: Path, entry_points_text: str) -> None:
    information = folder / "toy-1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(METADATA)
    (information / "entry_points.txt").write_text(entry_points_text)


def test_entry_points_of_a_distribution_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, DECLARED)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert [(entry.name, entry.value) for entry in entry_points("remora.toys")] == [("ball", "toy_ball:BALL")]


def test_other_groups_and_folders_that_are_not_there_have_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "[console_scripts]\nball = toy_ball:main\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "missing")])
    assert list(entry_points("remora.toys")) == []


def test_distributions_in_an_archive_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "toy.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("toy-1.dist-info/METADATA", METADATA)
        file.writestr("toy-1.dist-info/entry_points.txt", DECLARED)
    monkeypatch.setattr(sys, "path", [str(archive)])
    assert [entry.name for entry in entry_points("remora.toys")] == ["ball"]


def test_nothing_is_imported_where_nothing_is_declared() -> None:
    code = (
        "import sys\nfrom dissectors.plug_ins import entry_points\n"
        "assert not list(entry_points('remora.nothing.has.this.name'))\nprint('importlib.metadata' in sys.modules)"
    )
    folders = [sys.executable, "-S", "-c", code]
    ran = subprocess.run(folders, capture_output=True, text=True, cwd=PROJECT, check=True)
    assert ran.stdout.strip() == "False"
