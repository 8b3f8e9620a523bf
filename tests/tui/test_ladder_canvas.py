"""Cells drawn over one another."""

from __future__ import annotations

from tui.ladder_canvas import Canvas, Label


def text_of(canvas: Canvas) -> str:
    return "".join(text for text, _ in canvas.pieces())


def test_later_texts_cover_earlier_ones_and_keep_their_styles() -> None:
    canvas = Canvas(6, 0)
    canvas.put(0, "------", "line")
    canvas.put(2, "ab", "label")
    assert canvas.pieces() == [("--", "line"), ("ab", "label"), ("--", "line")]


def test_only_what_is_in_sight_is_drawn() -> None:
    canvas = Canvas(4, 10)
    canvas.put(8, "abcdefgh", "")
    assert text_of(canvas) == "cdef"
    assert canvas.seen([3, 10, 13, 14]) == [10, 13]


def test_a_wide_character_is_whole_or_not_there() -> None:
    canvas = Canvas(3, 0)
    canvas.put(0, "汉汉", "")
    assert text_of(canvas) == "汉 "


def test_a_label_takes_the_room_it_has_and_no_more() -> None:
    label, canvas = Label([("SYN seq=0", "a"), ("[again]", "b")], 12), Canvas(20, 0)
    label.put(canvas, 2)
    assert text_of(canvas).rstrip() == "   SYN seq=0 […"
    assert label.size == 14
