"""The kinds of statistics: all can be asked for, and all can be printed of any sample."""

from __future__ import annotations

import json

import pytest

from tests.conftest import SAMPLES
from tests.tui.statistics.subjects import subject_of
from tui.printing.statistics.objects import csv_text, json_text
from tui.statistics.kinds import MAKERS


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.pcapng")))
def test_every_kind_is_printed_in_every_way(sample: str) -> None:
    with subject_of(sample) as subject:
        for kind, make in MAKERS.items():
            parts = list(make(subject))
            assert {part.kind for part in parts} <= {kind}
            assert all(len(line) <= 80 for part in parts for line in part.lines(80))
            records = [one for part in parts for one in part.records]
            assert len(json.loads("".join(json_text(parts)))) == len(records)
            assert len("".join(csv_text(records)).splitlines()) == len(records) + bool(records)
