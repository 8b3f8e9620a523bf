"""Names of the rows in sight: asked for from when they are wanted until they are not, and kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dissectors.statistics.host_names import packed
from tests.tui.statistics.made import record, table
from tui.resolver import Resolver
from tui.statistics.names_in_sight import NamesInSight
from tui.statistics.tables import Table

ADDRESS = "192.0.2.1"
PATIENCE = 20


class Fake(Resolver):
    """Answers when it is waited for."""

    def __init__(self) -> None:
        super().__init__(self.answer, most=2)

    def answer(self, address: str) -> str | None:
        if address == ADDRESS:
            return "name.test"
        raise OSError("nobody knows")


@pytest.fixture
def resolver() -> Iterator[Fake]:
    resolver = Fake()
    yield resolver
    resolver.close()


def hosts(*addresses: str) -> Table:
    found = table(*(record(one, 1) for one in addresses))
    return Table(found.kind, found.title, found.columns, found.records, address=lambda one: one["host"])


def test_nothing_is_asked_for_before_it_is_wanted(resolver: Fake) -> None:
    names = NamesInSight(lambda: resolver)
    names.ask(hosts(ADDRESS), hosts(ADDRESS).records)
    assert (names.found, names.words, names.take(), resolver.asked) == (None, "", False, 0)


def test_names_come_and_stay_when_no_more_are_wanted(resolver: Fake) -> None:
    names, part = NamesInSight(lambda: resolver), hosts(ADDRESS, "192.0.2.2", "192.0.2.3")
    names.turn()
    assert names.words == "names are looked up"
    names.ask(part, part.records[:2])
    while resolver.waiting:
        resolver.wait(PATIENCE)
    assert names.found == {packed(ADDRESS): "name.test"}
    assert names.words == "names were looked up, for 1 there was no answer"
    names.ask(part, part.records)
    assert names.words.endswith(", no more than these")
    names.turn()
    assert (names.is_on, names.words, names.found) == (False, "", resolver.names)
    names.turn()
    assert names.found is resolver.names


def test_news_are_told_once(resolver: Fake) -> None:
    names, part = NamesInSight(lambda: resolver), hosts(ADDRESS)
    names.turn()
    names.ask(part, part.records)
    while not names.take():
        assert names.words == "names are looked up, 1 waited for"
    assert not names.take()


def test_tables_of_no_hosts_and_what_is_no_table_need_no_names(resolver: Fake) -> None:
    names = NamesInSight(lambda: resolver)
    names.turn()
    names.ask(None, [record(ADDRESS, 1)])
    names.ask(table(record(ADDRESS, 1)), [record(ADDRESS, 1)])
    assert resolver.asked == 0
