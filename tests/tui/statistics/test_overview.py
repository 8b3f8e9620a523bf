"""The overview: what a ticket must say of a capture."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from dissectors.statistics.file_hash import FileHash
from tests.conftest import SAMPLES
from tests.dissectors.statistics.timed import SECOND, at_times
from tests.tui.statistics.subjects import subject_of
from tui.statistics.overview import overview_facts
from tui.statistics.subject import Subject


def test_what_the_file_is_and_holds() -> None:
    with subject_of("hello.pcapng") as subject:
        (facts,) = overview_facts(subject)
        text = "\n".join(facts.lines(80))
        (record,) = facts.records
    assert "Format        pcapng" in text
    assert f"Packets       {record['packets']}" in text
    assert record["bytes"] >= record["packets"] * 14
    assert record["duration_ns"] == record["last_time_ns"] - record["first_time_ns"]
    assert max(map(len, text.splitlines())) <= 80


def test_the_hash_is_told_when_it_is_asked_for() -> None:
    path = SAMPLES / "hello.pcapng"
    with subject_of("hello.pcapng", file_hash=FileHash(path)) as subject:
        (facts,) = overview_facts(subject)
    assert facts.records[0]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    with subject_of("hello.pcapng") as subject:
        (facts,) = overview_facts(subject)
    assert facts.records[0]["sha256"] is None


def test_where_nobody_waits_it_says_how_far_the_hash_is() -> None:
    with subject_of("hello.pcapng", file_hash=FileHash(SAMPLES / "hello.pcapng"), dissects=False) as subject:
        assert subject.file_hash is not None
        (facts,) = overview_facts(subject)
        assert dict(facts.facts)["SHA-256"] == "0 % so far"
        subject.file_hash.problem = "it is gone"
        (facts,) = overview_facts(subject)
        assert dict(facts.facts)["SHA-256"] == "cannot be worked out: it is gone"


def test_who_wrote_the_file_where_and_of_what_it_was_a_part() -> None:
    with subject_of("wire.pcapng", [0, 1]) as subject:
        (facts,) = overview_facts(subject)
    assert dict(facts.facts)["Written by"] == facts.records[0]["application"]
    assert dict(facts.facts)["Packets"].startswith("2, ")


def test_a_long_comment_does_not_push_out_the_rest() -> None:
    with subject_of("hello.pcapng") as subject:
        (facts,) = overview_facts(subject)
        lines = list(replace(facts, facts=[("Comment", "\x1b" + "a" * 10_000), ("Packets", "1")]).lines(80))
    assert len(lines) == 7
    assert lines[5].strip() == "… (10,001 characters in all)"
    assert "\x1b" not in "".join(lines)


def test_of_no_packets_there_is_nothing_to_divide() -> None:
    with subject_of("hello.pcapng", []) as subject:
        (facts,) = overview_facts(subject)
    assert dict(facts.facts)["First packet"] == "—"
    assert facts.records[0]["packets"] == 0


def test_where_times_go_backwards_the_earliest_is_not_called_the_first(tmp_path: Path) -> None:
    (facts,) = overview_facts(Subject("", at_times([9000 * SECOND, 2 * SECOND], tmp_path)))
    told = dict(facts.facts)
    assert told["Earliest"].startswith("1970-01-01 00:00:02")
    assert told["Latest"].startswith("1970-01-01 02:30:00")
    assert "First packet" not in told
    assert told["Duration"] == "8,998.000000 s (2.50 h), from the earliest packet to the latest"
