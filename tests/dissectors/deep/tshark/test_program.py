"""Finding tshark, and what surrounds it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import NoTshark, TsharkFailed
from dissectors.deep.tshark.program import clean_environment, find_tshark
from tests.dissectors.deep.fake_tshark import fake_tshark


def test_the_machines_own(require_tool: Callable[[str], str]) -> None:
    path = require_tool("tshark")
    found = find_tshark()
    assert found.path == path
    assert found.version >= (3, 0, 0)
    assert found.name.startswith("tshark ")


def test_a_machine_without_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoTshark, match="no tshark on this machine: install it"):
        find_tshark()


def test_one_that_is_not_there_is_named() -> None:
    with pytest.raises(NoTshark, match="/no/such/tshark: No such file"):
        find_tshark("/no/such/tshark")


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("TShark (Wireshark) 4.4.2 (Git v4.4.2 packaged as 4.4.2-1).", (4, 4, 2)),
        ("A plug-in says hello\n1.2.3\nTShark (Wireshark) 4.0.17", (4, 0, 17)),
        ("TShark (Wireshark) 5.0 (v5.0.0rc0)", (5, 0, 0)),
        ("TShark 3.0.1", (3, 0, 1)),
    ],
)
def test_its_version_wherever_it_stands(said: str, version: tuple[int, ...], tmp_path: Path) -> None:
    assert find_tshark(fake_tshark(tmp_path, version=said)).version == version


def test_one_that_is_too_old_is_refused(tmp_path: Path) -> None:
    path = fake_tshark(tmp_path, version="TShark (Wireshark) 2.6.20")
    with pytest.raises(NoTshark, match=r"tshark 2\.6\.20, and 3\.0 is the oldest"):
        find_tshark(path)


def test_one_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TsharkFailed, match="does not say a version"):
        find_tshark(fake_tshark(tmp_path, version="hello"))


def test_one_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tshark"
    path.write_bytes(b"\x7fELF, but no more")
    path.chmod(0o755)
    with pytest.raises(TsharkFailed, match="cannot be started"):
        find_tshark(str(path))


def test_an_updated_one_is_asked_again(tmp_path: Path) -> None:
    path = fake_tshark(tmp_path, version="TShark 4.0.1")
    assert find_tshark(path).version == (4, 0, 1)
    fake_tshark(tmp_path, version="TShark 4.0.2")
    os.utime(path, (time.time() + 9, time.time() + 9))
    assert find_tshark(path).version == (4, 0, 2)


def test_nothing_of_the_users_preferences_unless_a_profile_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRESHARK_CONFIG_DIR", "/home/me/.config/wireshark")
    monkeypatch.setenv("WIRESHARK_RUN_FROM_BUILD_DIRECTORY", "1")
    clean = clean_environment(DeepChoices())
    assert clean["WIRESHARK_CONFIG_DIR"].endswith(os.path.join("remora", "wireshark"))
    assert "WIRESHARK_RUN_FROM_BUILD_DIRECTORY" not in clean
    assert clean["TZ"] == "UTC"
    assert clean_environment(DeepChoices(profile="Work"))["WIRESHARK_CONFIG_DIR"] == "/home/me/.config/wireshark"
