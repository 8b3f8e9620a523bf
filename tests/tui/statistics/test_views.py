"""Views of statistics: each has a name of its own, and shows kinds that there are."""

from __future__ import annotations

import pytest

from dissectors.statistics.messages import SPEAKERS
from tests.tui.statistics.subjects import subject_of
from tui.statistics.kinds import MAKERS
from tui.statistics.records import in_order
from tui.statistics.shown import name_of
from tui.statistics.tables import Table
from tui.statistics.views import VIEWS


def test_names_and_titles_are_told_apart() -> None:
    assert len({view.name for view in VIEWS}) == len({view.title for view in VIEWS}) == len(VIEWS)


def test_they_show_kinds_that_there_are_and_dissect_what_there_is_to_dissect() -> None:
    assert {kind for view in VIEWS for kind in view.kinds} <= set(MAKERS)
    assert {spoken for view in VIEWS for spoken in view.spoken} <= set(SPEAKERS.values())


def test_parts_are_those_of_each_kind_in_order() -> None:
    view = next(view for view in VIEWS if view.name == "usage")
    with subject_of("dns.pcapng") as subject:
        assert [part.kind for part in view.parts(subject)] == ["hosts", "protocols"]


@pytest.mark.parametrize("sample", ["dns.pcapng", "http.pcapng", "ping.pcapng", "hello-ipv6.pcapng"])
def test_parts_have_short_names_all_different_and_every_column_sorts(sample: str) -> None:
    with subject_of(sample) as subject:
        for view in VIEWS:
            tables = [part for part in view.parts(subject) if isinstance(part, Table)]
            names = [name_of(table) for table in tables]
            assert len(set(names)) == len(names)
            assert all(len(name) <= 12 for name in names), names
            for table in tables:
                assert all(column.by or not column.title for column in table.columns), table.title
                for column in table.columns:
                    if column.by:
                        in_order(table.records, column.by, descending=True)
