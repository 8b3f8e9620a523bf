"""Lines of text: where they end, over the edges of windows, while more comes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dissectors.streams.following.messages import KeptPieces, Piece
from dissectors.streams.following.parts import DATA
from tests.tui.said import MadeSaid
from tui import text_index
from tui.exchange_view import ExchangeView
from tui.safe import safe
from tui.text_index import TAB, TextLines

Said = tuple[int, bytes | int]


def lines_of(lines: TextLines) -> list[tuple[str, int, int]]:
    found = (lines.line(number) for number in range(lines.count()))
    return [(line.kind, line.start, line.stop) for line in found]


def texts(said: Sequence[Said], width: int = 20, *, is_utf8: bool = False) -> list[bytes | str]:
    """What each line has; a gap is "gap"."""
    view = ExchangeView(MadeSaid(*said))
    lines = TextLines(view, width, is_utf8=is_utf8)
    while lines.work(1):
        pass
    return [view.data(start, stop) if kind == "bytes" else "gap" for kind, start, stop in lines_of(lines)]


def naive(said: Sequence[Said], width: int) -> list[bytes | str]:
    """The same for ASCII, byte by byte."""
    found: list[bytes | str] = []
    before, used, ends = -1, 0, True
    for side, data in said:
        if isinstance(data, int):
            found.append("gap")
            ends = True
            continue
        for place, value in enumerate(data):
            follows = data[place + 1 : place + 2]
            size = 0 if value == 10 or (value == 13 and follows == b"\n") else 1
            if ends or side != before or (used + size > width and used):
                found.append(b"")
                used = 0
            last = found[-1]
            assert isinstance(last, bytes)
            found[-1] = last + bytes([value])
            used += size
            before, ends = side, value == 10
    return found


def test_lines_end_where_they_end_and_where_turns_do() -> None:
    said: list[Said] = [(0, b"GET /\r\nHost: a\r"), (0, b"\n\r\n"), (1, b"200"), (1, 5), (1, b"x\n"), (0, b"bye")]
    assert texts(said) == [b"GET /\r\n", b"Host: a\r\n", b"\r\n", b"200", "gap", b"x\n", b"bye"]


def test_long_lines_are_wrapped() -> None:
    assert texts([(0, b"abcdefghij\nk")], 4) == [b"abcd", b"efgh", b"ij\n", b"k"]
    assert texts([(0, b"abcdefgh\nk")], 4) == [b"abcd", b"efgh\n", b"k"]
    assert texts([(0, b"abcd\r\n")], 4) == [b"abcd\r\n"]
    assert texts([(0, b"abcd\r")], 4) == [b"abcd", b"\r"]
    assert texts([(0, b"\tabc\td")], 8) == [b"\ta", b"bc", b"\td"]


def test_a_tab_before_a_window_ends_has_taken_its_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_index, "WINDOW_BYTES", 8)
    assert all(len(line.expandtabs(TAB)) <= 6 for line in texts([(0, b"aaaaaa\taaa")], 6) if isinstance(line, bytes))


def test_characters_are_kept_whole() -> None:
    word = "äöü日本語€"
    found = texts([(0, word.encode() * 3)], 8, is_utf8=True)
    assert "".join(line.decode() for line in found if isinstance(line, bytes)) == word * 3
    assert max(cell_len(line.decode()) for line in found if isinstance(line, bytes)) <= 8


def test_bytes_that_are_no_text_fit_too() -> None:
    data = bytes(range(128, 256)) * 3
    for line in texts([(0, data)], 10, is_utf8=True):
        assert isinstance(line, bytes)
        assert cell_len(safe(line.decode("utf-8", "replace"))) <= 10


def test_gaps_stand_where_bytes_are_missing_even_at_the_ends() -> None:
    assert texts([(0, 5), (0, b"ab"), (1, 3), (1, 4), (0, b"cd"), (0, 1)]) == [
        "gap", b"ab", "gap", "gap", b"cd", "gap",
    ]  # fmt: skip
    assert texts([(0, 5)]) == ["gap"]
    assert texts([]) == []


pieces = st.one_of(st.integers(1, 9), st.lists(st.sampled_from(b"ab\n\r\x00"), min_size=1, max_size=30).map(bytes))


@given(
    st.lists(st.tuples(st.integers(0, 1), pieces), max_size=12), st.integers(5, 9), st.sampled_from([8, 16, 1 << 16])
)
def test_windows_of_any_size_give_the_same_lines(said: list[Said], width: int, window: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_index, "WINDOW_BYTES", window)
        # A carriage return at the end of a part may belong to a line feed of the next: joined for the comparison.
        joined: list[Said] = []
        for side, data in said:
            last = joined[-1] if joined else None
            if last is not None and last[0] == side and isinstance(last[1], bytes) and isinstance(data, bytes):
                joined[-1] = (side, last[1] + data)
            else:
                joined.append((side, data))
        if window == 1 << 16:
            assert texts(said, width) == naive(joined, width)
        view = ExchangeView(MadeSaid(*said))
        lines = TextLines(view, width, is_utf8=False)
        while lines.work(1):
            pass
        found = lines_of(lines)
        text = [(start, stop) for kind, start, stop in found if kind == "bytes"]
        assert b"".join(view.data(*span) for span in text) == view.data(0, view.size)
        assert all(start < stop for start, stop in text)
        for number, (kind, start, stop) in enumerate(found):
            if kind == "bytes":
                assert {lines.line_at(position) for position in range(start, stop)} == {number}
            else:
                assert lines.line_of_gap(lines.line(number).part) == number


@given(
    st.lists(st.sampled_from(b"ab\t\n"), min_size=1, max_size=80).map(bytes),
    st.integers(5, 9),
    st.sampled_from([8, 16, 1 << 16]),
)
def test_tabs_never_make_a_line_too_long(data: bytes, width: int, window: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_index, "WINDOW_BYTES", window)
        found = texts([(0, data)], width)
    assert b"".join(line for line in found if isinstance(line, bytes)) == data
    for line in found:
        assert isinstance(line, bytes)
        assert len(line.strip(b"\n").replace(b"\t", b" " * TAB)) <= width


def test_lines_that_were_there_stay_while_more_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_index, "WINDOW_BYTES", 8)
    said = MadeSaid((0, b"one\ntw"))
    view = ExchangeView(said)
    lines = TextLines(view, 20, is_utf8=False)
    assert lines.count() == 2
    for more in (b"o\nthree\n", b"four\nfive", b" and more\n"):
        said.add((0, more))
        view.refresh()
        lines.refresh()
        while lines.work(1):
            pass
    assert [view.data(start, stop) for _, start, stop in lines_of(lines)] == [
        b"one\n", b"two\n", b"three\n", b"four\n", b"five and more\n",
    ]  # fmt: skip


def test_work_goes_on_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_index, "WINDOW_BYTES", 8)
    lines = TextLines(ExchangeView(MadeSaid((0, b"a line\n" * 100))), 20, is_utf8=False)
    seen = [lines.count()]
    while lines.work(0):
        seen.append(lines.count())
    assert seen == sorted(seen)
    assert len(set(seen)) > 10
    assert lines.count() == 100


def test_a_line_may_reach_over_a_window_in_which_none_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_index, "WINDOW_BYTES", 8)
    assert texts([(0, b"aaaaaaa"), (0, 1), (0, b"aaaaaaaa\na")], 8) == [b"aaaaaaa", "gap", b"aaaaaaaa\n", b"a"]


def test_a_message_begins_a_line_though_the_one_before_ended_none() -> None:
    kept = KeptPieces(100)
    for data, begins in ((b"one", True), (b"tw", True), (b"o", False), (b"three\n", True), (b"four", True)):
        kept.keep(Piece(1, DATA, 0, len(data), data, begins))
    view = ExchangeView(kept)
    lines = TextLines(view, 20, is_utf8=False)
    found = [view.data(start, stop) for _, start, stop in lines_of(lines)]
    assert found == [b"one", b"two", b"three\n", b"four"]
