"""Frames."""

from dissectors.frame import Frame


def test_length_on_the_wire_defaults_to_what_was_captured() -> None:
    assert Frame(b"abc", 1).length == 3
    assert Frame(b"abc", 1, original_length=9).length == 9
    assert Frame(b"abc", 1, original_length=0).length == 0
