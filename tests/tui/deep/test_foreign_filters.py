"""What the filter bar learns of filters that are not native."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.filters.deep_filter import DeepFilter
from dissectors.filters import Filter
from dissectors.filters.errors import NotNative
from tests.dissectors.deep.fake_tshark import fake_tshark
from tui.deep.foreign_filters import ForeignFilters
from tui.judging import NEEDS_TSHARK, Judgement


@pytest.fixture
def foreign(require_tool: Callable[[str], str]) -> Iterator[ForeignFilters]:
    require_tool("tshark")
    made = ForeignFilters(DeepChoices())
    yield made
    made.close()


@pytest.mark.tools
@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("http2.type == 1", "tshark"),
        ("dns.response_in", "tshark, two passes"),
        ("frame.number < 9 && http2", "columns, then tshark"),
        ("frame.number < 9 && dns.response_in", "columns, then tshark, two passes"),
    ],
)
def test_who_will_answer_is_told(foreign: ForeignFilters, text: str, tier: str) -> None:
    assert foreign.judge(text) == Judgement(tier=tier)
    assert isinstance(foreign.compile(text), DeepFilter)
    assert foreign.known_problem(text) is None


@pytest.mark.tools
def test_what_is_wrong_is_known_from_then_on(foreign: ForeignFilters) -> None:
    judgement = foreign.judge("udp && http2.typ == 1")
    assert judgement.tier == ""
    assert judgement.problem is not None
    assert judgement.problem.column == 7
    known = foreign.known_problem("udp && http2.typ == 1")
    assert known == judgement.problem


@pytest.mark.tools
def test_tsharks_fields_are_offered_once_they_are_loaded(foreign: ForeignFilters) -> None:
    assert [option.text for option in foreign.complete("http2.ty", 8).options] == []
    assert foreign.load()
    assert [option.text for option in foreign.complete("http2.ty", 8).options] == ["http2.type"]
    assert not foreign.load()


def test_without_tshark_it_is_said_and_native_filters_work(tmp_path: Path) -> None:
    foreign = ForeignFilters(DeepChoices(tshark_path=str(tmp_path / "none")))
    for text in ("http2", "http2.type == 1"):
        judgement = foreign.judge(text)
        assert judgement.tier == NEEDS_TSHARK
        assert judgement.problem is not None
        assert "apt install tshark" in judgement.problem.message
    assert isinstance(foreign.compile("tcp"), Filter)
    foreign.load()
    assert [option.text for option in foreign.complete("tcp.po", 6).options] == ["tcp.port"]
    foreign.close()


def test_a_broken_tshark_is_not_asked_with_every_key(tmp_path: Path) -> None:
    path = fake_tshark(tmp_path, version="nothing of a version")
    script = Path(path)
    script.write_text(script.read_text().replace("#!/bin/sh\n", f"#!/bin/sh\necho x >> {tmp_path}/asked\n"))
    foreign = ForeignFilters(DeepChoices(tshark_path=path))
    for text in ("http2", "http2.t", "sip.Method"):
        with pytest.raises(NotNative, match="does not say a version"):
            foreign.compile(text)
    assert (tmp_path / "asked").read_text().count("x") == 1
    foreign.close()
