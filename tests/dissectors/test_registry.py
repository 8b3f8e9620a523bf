"""Who decodes what."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from dissectors import registry
from dissectors.header import Header
from dissectors.protocol import Protocol


def protocol(name: str, port: int) -> Protocol[Header]:
    return Protocol(name=name, title=name, short=name, header=Header, rides_on=(("udp.port", port),))


def test_tables_lead_from_numbers_to_protocols() -> None:
    low, high = protocol("low", 10), protocol("high", 20)
    tables = registry.Registry((low, high))
    assert tables.find(("udp.port", 20)) is high
    assert tables.find(("udp.port", 5)) is None
    assert tables.find(("tcp.port", 10)) is None


def test_decode_as_wins_and_does_not_touch_the_original() -> None:
    tables = registry.Registry((protocol("low", 10), protocol("high", 20)))
    own = tables.copy()
    own.decode_as(("udp.port", 10), "high")
    assert own.find(("udp.port", 10)) is own.protocols["high"]
    assert tables.find(("udp.port", 10)) is tables.protocols["low"]
    assert (own.decided, tables.decided) == ({("udp.port", 10)}, set())


def test_decode_as_of_an_unknown_protocol_is_refused() -> None:
    with pytest.raises(KeyError):
        registry.Registry(()).decode_as(("udp.port", 1), "nonesuch")


def test_broken_plug_in_is_told_and_the_rest_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = EntryPoint("broken", "no_such_module_at_all:X", "remora.dissectors")
    good = EntryPoint("good", "dissectors.protocols.data:DATA", "remora.dissectors")
    monkeypatch.setattr(registry, "entry_points", lambda group: [broken, good])
    registry.default.cache_clear()
    try:
        loaded = registry.default()
        assert "broken" in loaded.problems[0]
        assert "udp" in loaded.protocols
    finally:
        registry.default.cache_clear()
