"""One door for filters, whoever answers them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.filters.any_filter import any_filter, matching
from dissectors.deep.filters.deep_filter import DeepFilter
from dissectors.deep.filters.deep_matching import DeepMatching
from dissectors.filters import Filter
from dissectors.filters.errors import FilterError, NotNative
from dissectors.packets.matching import Matching
from tests.conftest import SAMPLES
from tests.dissectors.deep.fake_tshark import fake_tshark
from tests.dissectors.deep.test_decoder import table_of


@pytest.fixture
def nowhere(tmp_path: Path) -> DeepChoices:
    return DeepChoices(tshark_path=str(tmp_path / "none"))


def test_a_native_filter_asks_no_tshark(nowhere: DeepChoices) -> None:
    chosen = any_filter("tcp.port == 80", nowhere)
    assert isinstance(chosen, Filter)
    search = matching(table_of(SAMPLES / "dns.pcapng"), chosen)
    assert isinstance(search, Matching)
    assert (search.tier, search.is_settled, search.waits_for_the_end) == ("", True, False)
    search.close()


@pytest.mark.tools
def test_any_other_is_tsharks(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    for text in ("http2", "http2.type == 1", "dns.response_in", "count(udp) == 1 || sip"):
        chosen = any_filter(text)
        assert isinstance(chosen, DeepFilter)
        search = matching(table_of(SAMPLES / "dns.pcapng"), chosen)
        assert isinstance(search, DeepMatching)
        search.close()


@pytest.mark.tools
@pytest.mark.parametrize(
    ("text", "said", "column"),
    [
        (
            "udp && http2.typ == 1",
            "named http2.typ, in tshark neither; did you mean http2.type",
            7,
        ),
        ("http2.type == zzz", "zzz", 14),
        ("http2.type == 1 &&", "the filter ends too early", 18),
        ("sipp", "named sipp, in tshark neither", 0),
    ],
)
def test_what_neither_takes_is_told_with_its_place(
    require_tool: Callable[[str], str], text: str, said: str, column: int
) -> None:
    require_tool("tshark")
    with pytest.raises(FilterError, match=said) as told:
        any_filter(text)
    assert told.value.column == column


@pytest.mark.parametrize("text", ["http2", "http2.type == 1", "tcp.reassembled_in"])
def test_without_tshark_the_sentence_says_what_is_wanted_and_how_to_get_it(text: str, nowhere: DeepChoices) -> None:
    with pytest.raises(NotNative) as told:
        any_filter(text, nowhere)
    assert told.value.message.count("need tshark") == 1
    assert "apt install tshark" in told.value.message
    assert text.split()[0] in told.value.message


def test_without_tshark_a_similar_name_is_a_guess_behind_the_reason(nowhere: DeepChoices) -> None:
    with pytest.raises(NotNative) as told:
        any_filter("sip", nowhere)
    sentence = told.value.message
    assert sentence.startswith("there is no field or protocol named sip. Wireshark's other fields need tshark: ")
    assert sentence.index("apt install tshark") < sentence.index("; or did you mean ")
    assert sentence.endswith("?")


def test_without_tshark_what_is_wrong_anyway_is_told_as_ever(nowhere: DeepChoices) -> None:
    with pytest.raises(FilterError) as told:
        any_filter("tcp.port == 99999999", nowhere)
    assert "tshark" not in told.value.message


def test_a_tshark_that_is_broken_is_told(tmp_path: Path) -> None:
    choices = DeepChoices(tshark_path=fake_tshark(tmp_path, version="nothing of a version"))
    with pytest.raises(NotNative, match="does not say a version"):
        any_filter("http2", choices)


@pytest.mark.tools
def test_who_checks_is_the_callers_choice(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    with pytest.raises(FilterError, match="not today"):
        any_filter("http2", check=lambda text: FilterError("not today") if text == "http2" else None)
