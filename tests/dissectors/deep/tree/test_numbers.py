"""Numbers that tshark counted among the frames it was given become those of the capture."""

from __future__ import annotations

import pytest

from dissectors.deep.tree.numbers import put_true_numbers
from dissectors.fields import Field
from dissectors.frame import REASSEMBLED, Frame
from tests.dissectors.deep.xml import Types, context, field, made, packet, proto

TYPES = Types({"tcp.segment": "FT_FRAMENUM", "dns.response_to": "FT_FRAMENUM", "tcp.segments": "FT_BYTES"})
ROWS = [9, 41, 99]
"""tshark's frames 1, 2 and 3 are 10, 42 and 100."""


def put(*fields: str, frame: Frame | None = None, is_whole: bool = False) -> list[Field]:
    all_made = made(packet(proto("tcp", 34, 20, *fields)), TYPES)
    put_true_numbers(all_made, frame or Frame(bytes(60), 1), context(ROWS, is_whole))
    return [one.field for one in all_made[1:]]


def test_frame_numbers_are_mapped_in_value_and_line() -> None:
    (field_,) = put(field("dns.response_to", "Request In: 2", show="2"))
    assert (field_.value, field_.heading, field_.shown) == (42, "Request In: 42", "42")


def test_a_segment_names_its_frame_and_keeps_its_bytes() -> None:
    (field_,) = put(field("tcp.segment", "Frame: 1, payload: 0-1 (1 bytes)", 0, 1, show="1", value="01"))
    assert (field_.value, field_.heading) == (10, "Frame: 10, payload: 0-1 (1 bytes)")


def test_a_label_with_the_same_digit_is_kept() -> None:
    (field_,) = put(field("dns.response_to", "RFC 2 request in frame: 2", show="2"))
    assert field_.heading == "RFC 2 request in frame: 42"


def test_lists_of_parts_are_mapped() -> None:
    (field_,) = put(field("tcp.segments", "2 Reassembled TCP Segments (9 bytes): #1(4), #3(5)", 0, 9))
    assert field_.heading == "2 Reassembled TCP Segments (9 bytes): #10(4), #100(5)"


def test_a_list_that_was_cut_promises_no_number() -> None:
    (field_,) = put(field("tcp.segments", "3 Reassembled TCP Segments (9 bytes): #1(4), #3(5), #1 [...]", 0, 9))
    assert field_.heading == "3 Reassembled TCP Segments (9 bytes): #10(4), #100(5), #… [...]"


def test_sentences_of_expert_items_are_mapped() -> None:
    text = "Duplicate of frame 1, see frames 2"
    expert, message = put(
        field(
            "_ws.expert",
            f"Expert Info (Note/Sequence): {text}",
            0,
            0,
            field("_ws.expert.message", f"Message: {text}", show=text),
        )
    )
    assert expert.heading == "Expert Info (Note/Sequence): Duplicate of frame 10, see frames 42"
    assert (message.heading, message.value) == (
        "Message: Duplicate of frame 10, see frames 42",
        "Duplicate of frame 10, see frames 42",
    )


@pytest.mark.parametrize(
    "text",
    [
        field("tcp.time_relative", "Time since first frame: 1.500000000 seconds", 34, 0, show="1.500000000"),
        field("http.request.line", "see frame 1", 54, 11, show="see frame 1", value="73656520" + "6672616d652031"),
        field("_ws.expert", "Expert Info (Note/Sequence): Duplicate ACK (#1)"),
        field("_ws.expert", "Expert Info (Note/Sequence): took frame 1.5 s"),
    ],
)
def test_what_is_no_frame_number_is_left_alone(text: str) -> None:
    before = made(packet(text))[0].field.heading
    assert put(text)[0].heading == before


def test_numbers_of_frames_that_tshark_never_saw_are_not_made_up() -> None:
    (field_,) = put(field("dns.response_to", "Request In: 7", show="7"))
    assert field_.value is None


def test_whole_contexts_count_as_the_capture_does() -> None:
    (field_,) = put(field("dns.response_to", "Request In: 2", show="2"), is_whole=True)
    assert (field_.value, field_.heading) == (2, "Request In: 2")


def stream(frame: Frame) -> Field:
    return put(field("tcp.stream", "Stream index: 0", 34, 0, show="0"), frame=frame)[0]


def test_streams_have_the_captures_numbers() -> None:
    found = stream(Frame(bytes(60), 1, streams=((34, 17),)))
    assert (found.value, found.line, found.shown) == (17, "[Stream index: 17]", "17")


def test_streams_in_reassembled_data_too() -> None:
    assert stream(Frame(bytes(60), 1, streams=((REASSEMBLED + 34, 5),))).value == 5


@pytest.mark.parametrize("streams", [None, ()])
def test_an_unknown_stream_is_said_to_be_counted_elsewhere(streams: tuple[()] | None) -> None:
    found = stream(Frame(bytes(60), 1, streams=streams))
    assert found.value is None
    assert found.line == "[Stream index: 0 (among the packets decoded with this one)]"


def test_a_count_that_is_none_is_left_alone() -> None:
    (field_,) = put(field("sctp.assoc_index", "Association index: disabled (enable in preferences)", show="65535"))
    assert field_.line == "[Association index: disabled (enable in preferences)]"
