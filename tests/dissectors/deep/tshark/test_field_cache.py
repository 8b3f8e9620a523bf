"""The table of fields on disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark import field_cache
from dissectors.deep.tshark.field_cache import MOST_FILES, load_field_table
from dissectors.deep.tshark.program import Tshark, find_tshark

FIELDS = r"F\tType\thttp2.type\tFT_UINT8\thttp2\tBASE_DEC\t0x0\t\nP\tHTTP\thttp\n"


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_cache, "_loaded", {})


def fake(folder: Path, script: str, version: tuple[int, ...] = (4, 0, 17)) -> Tshark:
    """A tshark that counts how often it is asked."""
    path = folder / "tshark"
    path.write_text(f"#!/bin/sh\necho x >> {folder}/asked\n{script}\n")
    path.chmod(0o700)
    return Tshark(str(path), version)


def times_asked(folder: Path) -> int:
    return len((folder / "asked").read_text().split())


def again() -> None:
    field_cache._loaded.clear()


def test_tshark_is_asked_once_and_the_file_answers_from_then_on(tmp_path: Path):
    tshark = fake(tmp_path, f"printf '{FIELDS}'")
    first = load_field_table(tshark, tmp_path / "cache")
    again()
    second = load_field_table(tshark, tmp_path / "cache")
    assert times_asked(tmp_path) == 1
    for table in (first, second):
        assert len(table) == 2
        assert table.type_of("http2.type") == "FT_UINT8"


def test_another_version_or_a_changed_program_is_asked_anew(tmp_path: Path):
    tshark = fake(tmp_path, f"printf '{FIELDS}'")
    load_field_table(tshark, tmp_path / "cache")
    load_field_table(Tshark(tshark.path, (4, 2, 0)), tmp_path / "cache")
    assert times_asked(tmp_path) == 2
    os.utime(tshark.path, ns=(1, 1))
    load_field_table(tshark, tmp_path / "cache")
    assert times_asked(tmp_path) == 3


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "garbage", "other head"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str):
    tshark, cache = fake(tmp_path, f"printf '{FIELDS}'"), tmp_path / "cache"
    load_field_table(tshark, cache)
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut": whole[:-3],
            "changed": whole.replace(b"FT_UINT8", b"FT_UINT9"),
            "empty": b"",
            "garbage": b"\xff" * 100,
            "other head": b'["list"]\n' + whole,
        }[damage]
    )
    again()
    assert load_field_table(tshark, cache).type_of("http2.type") == "FT_UINT8"
    assert times_asked(tmp_path) == 2
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path):
    tshark = fake(tmp_path, f"printf '{FIELDS}'")
    (tmp_path / "file").touch()
    table = load_field_table(tshark, tmp_path / "file" / "cache")
    assert table.type_of("http") == "FT_PROTOCOL"


def test_only_some_files_are_kept_and_nothing_half_written_is_left(tmp_path: Path):
    tshark, cache = fake(tmp_path, f"printf '{FIELDS}'"), tmp_path / "cache"
    for minor in range(MOST_FILES + 3):
        load_field_table(Tshark(tshark.path, (4, minor, 0)), cache)
    assert len(list(cache.iterdir())) == MOST_FILES


@pytest.mark.parametrize(
    ("script", "said"),
    [("exit 1", "ended with 1"), ("kill -9 $$", "was ended"), ("echo nothing", "printed no fields")],
)
def test_a_tshark_that_does_not_tell_its_fields_is_told_in_a_sentence(tmp_path: Path, script: str, said: str):
    with pytest.raises(TsharkFailed, match=said):
        load_field_table(fake(tmp_path, script), tmp_path / "cache")
    assert not (tmp_path / "cache").exists() or not list((tmp_path / "cache").iterdir())


def test_a_tshark_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(field_cache, "ANSWER_SECONDS", 0.2)
    tshark = fake(tmp_path, f"sleep 1000 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(TsharkFailed, match=r"did not answer within 0\.2 seconds"):
        load_field_table(tshark, tmp_path / "cache")
    child = int((tmp_path / "child").read_text())
    while is_running(child):
        pass


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.tools
def test_every_field_of_the_tshark_at_hand_is_in_the_table(require_tool: Callable[[str], str], tmp_path: Path):
    table = load_field_table(find_tshark(require_tool("tshark")), tmp_path)
    assert len(table) > 100_000
    assert table.type_of("tcp.srcport") == "FT_UINT16"
    assert table.label_of("http2.streamid") == "Stream Identifier"
    assert table.type_of("dns.response_in") == "FT_FRAMENUM"
    assert "dns.response_in" in table.frame_numbers
