"""Saving what is shown: under which name, what is in the file, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import capture_of
from tests.dissectors.streams.test_follow import FRAMES
from tui.exchange_saving import ExchangeSaving, problem_with, usual_name


def test_names_tell_conversation_side_and_form() -> None:
    assert usual_name("tcp", 3, "raw", 0) == "tcp-3-client.bin"
    assert usual_name("udp", 0, "ascii", None) == "udp-0.txt"


def test_names_that_cannot_be_are_told(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.touch()
    assert problem_with(str(tmp_path)) == "that is a folder"
    assert problem_with(str(there)) == "there is such a file already"
    assert problem_with(str(tmp_path / "no" / "x")).startswith("there is no folder")
    assert problem_with(str(tmp_path / "new")) == ""


def save(tmp_path: Path, path: Path, *, stops: bool = False) -> str:
    told: list[str] = []
    table = PacketTable(capture_of(FRAMES, tmp_path))
    saving = ExchangeSaving(table, "tcp", 0, "raw", 0, path, told.append)
    if stops:
        saving.stop()
    saving.start()
    saving.thread.join()
    (sentence,) = told
    return sentence


def test_the_bytes_are_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "said.bin"
    assert save(tmp_path, path) == f"Saved 12 B in {path}"
    assert path.read_bytes() == b"hello, world"


@pytest.mark.parametrize("stops", [True, False])
def test_no_file_is_left_where_there_is_none_to_be(tmp_path: Path, stops: bool) -> None:
    path = tmp_path / "said.bin" if stops else tmp_path / "no" / "said.bin"
    assert save(tmp_path, path, stops=stops)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["made.pcap"]
