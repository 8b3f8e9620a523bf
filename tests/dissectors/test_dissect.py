"""The walk over one frame: what follows what, and how trouble becomes part of the tree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dissectors.cursor import Cursor
from dissectors.dissect import MAX_LAYERS, Dissection, dissect
from dissectors.fields import u8
from dissectors.frame import Frame
from dissectors.header import Header
from dissectors.protocol import Layer, Protocol
from dissectors.registry import Registry

LINK = 147


class NextHeader(Header):
    """A number that says what follows."""

    following = u8("test.next", "Next")


def nested(details: Callable[[Layer[NextHeader], Cursor], None] | None = None) -> Registry:
    return Registry(
        [
            Protocol(
                name="test",
                title="Test",
                short="TEST",
                header=NextHeader,
                rides_on=(("link_type", LINK), ("test.next", 1)),
                next=lambda h: (("test.next", h.following),),
                details=details,
            )
        ]
    )


def names(dissection: Dissection) -> list[str]:
    return [layer.protocol.name for layer in dissection.layers]


def test_layers_follow_one_another_until_the_data() -> None:
    found = dissect(Frame(b"\1\1\0abc", LINK), nested())
    assert names(found) == ["frame", "test", "test", "test", "data"]
    assert found.layers[-1].start == 3
    assert found.layers[2].below is found.layers[1]


def test_nothing_follows_an_empty_payload() -> None:
    assert names(dissect(Frame(b"\1", LINK), nested())) == ["frame", "test"]


def test_unknown_link_type_is_data() -> None:
    assert names(dissect(Frame(b"abc", 9999), nested())) == ["frame", "data"]


def test_empty_frame_has_its_own_layer() -> None:
    assert names(dissect(Frame(b"", LINK), nested())) == ["frame"]


def test_depth_is_bounded() -> None:
    assert len(dissect(Frame(b"\1" * 5000, LINK), nested()).layers) == MAX_LAYERS


def cut(layer: Layer[NextHeader], cursor: Cursor) -> None:
    cursor.need(100)


def test_frame_cut_by_the_capture_is_no_accusation() -> None:
    found = dissect(Frame(b"\1abc", LINK, original_length=200), nested(cut))
    (notice,) = found.notices
    assert (notice.name, notice.severity) == ("_ws.short", "note")


def test_whole_frame_that_ends_too_early_is_malformed() -> None:
    found = dissect(Frame(b"\1abc", LINK), nested(cut))
    (notice,) = found.notices
    assert (notice.name, notice.severity) == ("_ws.malformed", "error")
    assert found.layers[-1].fields[-1].line == "Not decoded: 616263"
    assert found.layers[-1].fields[0].name == "test.next"


def bug(layer: Layer[NextHeader], cursor: Cursor) -> None:
    raise ZeroDivisionError("no such thing")


def test_bug_of_a_dissector_is_reported_and_shown() -> None:
    heard: list[tuple[int, str]] = []
    frame = Frame(b"\1abc", LINK, number=7)
    found = dissect(frame, nested(bug), lambda frame, name, error: heard.append((frame.number, name)))
    assert heard == [(7, "test")]
    assert "ZeroDivisionError" in found.notices[0].line


def test_bug_without_anyone_to_report_to_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        dissect(Frame(b"\1abc", LINK), nested(bug))


def test_find_knows_both_names_of_a_field() -> None:
    frame = Frame(bytes.fromhex("0000000000010000000000020800"), 1)
    assert [field.name for field in dissect(frame).find("eth.addr")] == ["eth.dst", "eth.src"]


def picky(refused: int) -> Registry:
    """A protocol that takes only payload that does not begin with a byte, and another behind it."""
    tables = nested()
    for name, table, accepts in (
        ("picky", "test.next", lambda h: h.following != refused),
        ("humble", "test.other", None),
    ):
        tables.add(
            Protocol(name=name, title=name, short=name, header=NextHeader, rides_on=((table, 2),), accepts=accepts)
        )
    return tables


def test_refused_payload_goes_on_to_who_is_next() -> None:
    tables = picky(refused=9)
    carrier = tables.protocols["test"]
    object.__setattr__(carrier, "next", lambda h: (("test.next", h.following), ("test.other", h.following)))
    assert names(dissect(Frame(b"\2\7", LINK), tables)) == ["frame", "test", "picky"]
    assert names(dissect(Frame(b"\2\x09", LINK), tables)) == ["frame", "test", "humble"]
    tables.decode_as(("test.next", 2), "picky")
    assert names(dissect(Frame(b"\2\x09", LINK), tables)) == ["frame", "test", "picky"]
