"""Payload that nobody claims."""

from dissectors.dissect import dissect
from dissectors.frame import Frame

UNKNOWN_LINK = 9999


def test_data_is_all_that_is_left_with_its_length() -> None:
    layer = dissect(Frame(b"abc", UNKNOWN_LINK)).layers[-1]
    assert layer.root.line == "Data (3 bytes)"
    assert [(field.name, field.value) for field in layer.fields] == [("data.data", b"abc"), ("data.len", 3)]


def test_length_is_of_what_was_captured() -> None:
    layer = dissect(Frame(b"abc", UNKNOWN_LINK, original_length=100)).layers[-1]
    assert [field.value for field in layer.fields if field.name == "data.len"] == [3]
