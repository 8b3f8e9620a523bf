"""Conversations in files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from dissectors.streams.conversations import Conversation, Endpoint
from dissectors.streams.verdict import Verdict
from dissectors.transport.outcome import Outcome
from tui.conversation_saving import problem_with_name, save_conversations

VERDICT = Verdict((Outcome.REFUSED,), "Refused", (1, 2), "an answer")
RECORDS = [
    (Conversation("tcp", Endpoint("10.0.0.1", 5), Endpoint("::1", 7), 1, 2, 60, 120, 0, 1, 2, 0, 4), VERDICT),
    (
        Conversation("eth", Endpoint("02:00:00:00:00:01"), Endpoint("02:00:00:00:00:02"), 1, 0, 60, 0, 3, None, None),
        None,
    ),
]


def test_json_is_one_array(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    assert save_conversations(path, RECORDS) == 2
    first, second = json.loads(path.read_text())
    assert (first["a"], first["bytes"], first["stream"]) == ({"address": "10.0.0.1", "port": 5}, 180, 4)
    assert (first["verdict"], first["evidence"]) == ("Refused", [1, 2])
    assert second["start_ns"] is second["verdict"] is None


def test_csv_has_endpoints_in_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "some.CSV"
    save_conversations(path, RECORDS)
    with path.open(newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["a_address"], first["a_port"], first["packets_b_to_a"]) == ("10.0.0.1", "5", "2")
    assert (first["evidence"], second["evidence"]) == ("1 2", "")
    assert (second["b_port"], second["first_packet"]) == ("", "4")


@pytest.mark.parametrize("name", ["none.json", "none.csv"])
def test_no_conversations_are_a_whole_file_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert save_conversations(path, []) == 0
    assert path.read_text().strip() == ("[]" if name.endswith("json") else "kind")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "there.csv"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        save_conversations(path, RECORDS)
    assert path.read_text() == "mine"
    assert problem_with_name(str(path)) == "There is such a file already."


def test_the_ending_says_how() -> None:
    assert "must end" in problem_with_name("some.txt")
    assert problem_with_name("nowhere-to-be-found.json") == ""
