"""`remora lab` without a screen."""

from __future__ import annotations

import pytest

from tui import cli
from tui.lab.scenes import SCENES


def test_without_a_scene_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["lab"]) == 0
    listed = capsys.readouterr().out
    assert all(scene.title in " ".join(listed.split()) for scene in SCENES.values())


def test_the_list_is_as_wide_as_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.run(["lab"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert 70 < max(map(len, lines)) < 80


def test_unknown_scene_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["lab", "nonesuch"]) == 2
    complaint = capsys.readouterr().err
    assert len(complaint.splitlines()) == 1
    assert "hello" in complaint


def test_traffic_alone_needs_no_privilege(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["lab", "refused", "--traffic-only"]) == 0
    assert "nobody listens" in capsys.readouterr().err


def test_scene_that_cannot_be_played_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["lab", "wire", "-6", "--traffic-only"]) == 2
    assert "IPv4" in capsys.readouterr().err
