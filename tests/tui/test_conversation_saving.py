"""Conversations in files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from dissectors.streams.outcomes.verdict import Verdict
from dissectors.streams.tables.conversations import Conversation, Endpoint
from dissectors.transport.outcome import Outcome
from tests.dissectors.processes.found import found
from tui.conversation_saving import conversation_saving, problem_with_name

Record = tuple[Conversation, Verdict | None]
Records = Sequence[Record]

VERDICT = Verdict((Outcome.REFUSED,), "Refused", (1, 2), "an answer")
RECORDS: list[Record] = [
    (Conversation("tcp", Endpoint("10.0.0.1", 5), Endpoint("::1", 7), 1, 2, 60, 120, 0, 1, 2, 0, 4), VERDICT),
    (
        Conversation("eth", Endpoint("02:00:00:00:00:01"), Endpoint("02:00:00:00:00:02"), 1, 0, 60, 0, 3, None, None),
        None,
    ),
]


def saved(path: Path, records: Records) -> str:
    with path.open("wb") as file:
        return conversation_saving(records, path.suffix.lower())(file, lambda: False)


def test_json_is_one_array(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    assert saved(path, RECORDS) == "2 conversations"
    first, second = json.loads(path.read_text())
    assert (first["a"], first["bytes"], first["stream"]) == ({"address": "10.0.0.1", "port": 5}, 180, 4)
    assert (first["verdict"], first["evidence"]) == ("Refused", [1, 2])
    assert second["start_ns"] is second["verdict"] is None


def test_csv_has_endpoints_in_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "some.CSV"
    saved(path, RECORDS)
    with path.open(newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["a_address"], first["a_port"], first["packets_b_to_a"]) == ("10.0.0.1", "5", "2")
    assert (first["evidence"], second["evidence"]) == ("1 2", "")
    assert (second["b_port"], second["first_packet"]) == ("", "4")


@pytest.mark.parametrize("name", ["none.json", "none.csv"])
def test_no_conversations_are_a_whole_file_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert saved(path, []) == "0 conversations"
    assert path.read_text().strip() == ("[]" if name.endswith("json") else "kind")


def test_a_stop_is_heard_between_two_conversations() -> None:
    taken = []

    def records() -> Iterator[Record]:
        for record in RECORDS:
            taken.append(record)
            yield record

    conversation_saving(records(), ".json")(io.BytesIO(), lambda: True)
    assert taken == RECORDS[:1]


def test_the_ending_says_how(tmp_path: Path) -> None:
    assert "must end" in problem_with_name("some.txt")
    assert problem_with_name(str(tmp_path / "new.json")) == ""
    (tmp_path / "there.csv").touch()
    assert problem_with_name(str(tmp_path / "there.csv")) == "there is such a file already"


def test_processes_are_saved_with_all_that_is_known(tmp_path: Path) -> None:
    curl = found("curl", 7, command=("curl", "-v"), user="alice", how="traced")
    records = [(replace(RECORDS[0][0], process_a=curl), VERDICT), RECORDS[1]]
    saved(tmp_path / "some.json", records)
    first, second = json.loads((tmp_path / "some.json").read_text())
    assert first["process_a"]["command"] == ["curl", "-v"]
    assert first["process_b"]["pid"] is second["process_a"]["name"] is None
    saved(tmp_path / "some.csv", records)
    with (tmp_path / "some.csv").open(newline="") as file:
        line = next(iter(csv.DictReader(file)))
    assert [line[f"process_a_{name}"] for name in ("name", "pid", "command", "user", "how")] == [
        *("curl", "7", "curl -v", "alice", "traced")
    ]
