"""Units and containers by cgroups."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.sockets import units
from tui.sockets.units import Units, unit_in, unit_of

IDENTITY = "0123456789ab" + "c" * 52


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("/system.slice/nginx.service", "nginx.service"),
        ("/user.slice/user-1000.slice/session-3.scope", "session-3.scope"),
        ("/user.slice/user-1000.slice/user@1000.service/app.slice/firefox.scope/tab", "firefox.scope"),
        (f"/system.slice/docker-{IDENTITY}.scope", "container 0123456789ab"),
        (f"/docker/{IDENTITY}", "container 0123456789ab"),
        (f"/kubepods.slice/pod1/cri-containerd-{IDENTITY}.scope/init", "container 0123456789ab"),
        (f"/x/{IDENTITY}0", ""),
        ("/system.slice", ""),
        ("/", ""),
        ("", ""),
    ],
)
def test_the_innermost_part_that_names_one(path: str, unit: str) -> None:
    assert unit_in(path) == unit


def test_a_number_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "system.slice" / "nginx.service"
    folder.mkdir(parents=True)
    known = Units(tmp_path)
    assert known.of(folder.stat().st_ino) == "nginx.service"
    assert (known.of(None), known.of(0), known.of(1), known.of(1 << 60)) == ("", "", "", "")


def test_a_folder_made_later_is_found_when_the_unknown_is_forgotten(tmp_path: Path) -> None:
    known = Units(tmp_path)
    folder = tmp_path / "late.service"
    folder.mkdir()
    number = folder.stat().st_ino
    known._unknown.add(number)
    assert known.of(number) == ""
    known.forget()
    assert known.of(number) == "late.service"


def test_what_is_unknown_is_looked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Units(tmp_path)
    walks: list[int] = []
    monkeypatch.setattr(known, "_walk", lambda: walks.append(1))
    assert [known.of(77), known.of(77)] == ["", ""]
    assert walks == [1]


def test_no_more_folders_are_walked_through_than_there_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "MOST_FOLDERS", 3)
    for number in range(9):
        (tmp_path / f"u{number}.service" / "below").mkdir(parents=True)
    known = Units(tmp_path)
    known.of(2)
    assert len(known._paths) <= 9


def test_a_process_tells_its_own(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "cgroup").write_bytes(b"1:cpu:/x\n0::/system.slice/\x1b.service\n")
    assert unit_of(7, tmp_path) == "\x1b.service"
    assert unit_of(8, tmp_path) == ""
