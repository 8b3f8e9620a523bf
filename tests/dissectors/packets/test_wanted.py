"""What can be looked for, and where it is found in texts and bytes."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.packets import wanted
from dissectors.packets.wanted import WantedBytes, WantedError, WantedPattern, WantedText


def test_text_is_found_whatever_its_case_unless_told_otherwise() -> None:
    assert WantedText("http").is_in("GET / HTTP/1.1")
    assert WantedText("STRASSE").is_in("Hauptstraße")
    assert not WantedText("http", match_case=True).is_in("GET / HTTP/1.1")
    assert WantedText("http").spans(b"HTTP http") == [(0, 4), (5, 9)]
    assert WantedText("http", match_case=True).spans(b"HTTP http") == [(5, 9)]
    assert WantedText("é").spans("café".encode()) == [(3, 5)]


@pytest.mark.parametrize("text", ["0d 0a", "0d:0a", "0x0d 0x0A", "0D0a", " 0d-0a\t"])
def test_hex_digits_are_read_in_every_usual_form(text: str) -> None:
    assert WantedBytes.from_hex(text).spans(b"a\r\nb\r\n") == [(1, 3), (4, 6)]


@pytest.mark.parametrize("text", ["", "0", "0d 0", "xy", "0d zz", "٠٠"])
def test_what_are_no_hex_digits_is_told(text: str) -> None:
    with pytest.raises(WantedError, match="hex digits"):
        WantedBytes.from_hex(text)


def test_bytes_are_found_in_a_text_as_utf8() -> None:
    assert WantedBytes("é".encode()).is_in("café")
    assert not WantedBytes(b"E").is_in("cafe")


@given(st.binary(max_size=12), st.binary(min_size=1, max_size=2), st.booleans())
def test_spans_are_all_there_are(data: bytes, needle: bytes, match_case: bool) -> None:
    fold = bytes if match_case else bytes.lower
    expected = [
        (start, start + len(needle)) for start in range(len(data)) if fold(data[start:]).startswith(fold(needle))
    ]
    assert WantedBytes(needle, match_case=match_case).spans(data) == expected


def test_expressions_match_texts_and_bytes() -> None:
    pattern = WantedPattern(r"^get\s+/(\w+)")
    assert pattern.is_in("GET /index")
    assert pattern.spans(b"GET /index HTTP") == [(0, 10)]
    assert not WantedPattern("get", match_case=True).is_in("GET")
    assert WantedPattern("x*").spans(b"axxb") == [(1, 3)]


@pytest.mark.parametrize("text", ["(", "a{2", "", "[z-a]"])
def test_a_wrong_expression_is_told(text: str) -> None:
    if text == "a{2":
        WantedPattern(text)
        return
    with pytest.raises(WantedError, match="regular expression"):
        WantedPattern(text)


def test_an_expression_that_would_run_forever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted, "LONGEST_SEARCH_SECONDS", 0.05)
    slow = WantedPattern(r"(a|aa)+$")
    text = "a" * 200 + "!"
    with pytest.raises(WantedError, match="more than"):
        slow.is_in(text)
    with pytest.raises(WantedError, match="more than"):
        slow.spans(text.encode())


@pytest.mark.parametrize("one", [WantedText("Ab"), WantedBytes(b"ab"), WantedPattern("A.", match_case=True)])
def test_it_travels_to_workers(one: WantedText) -> None:
    again = pickle.loads(pickle.dumps(one))
    assert again.spans(b"abAb") == one.spans(b"abAb")
    assert again.is_in("abAb") == one.is_in("abAb")


def test_no_text_is_nothing_to_look_for() -> None:
    with pytest.raises(WantedError):
        WantedText("")
