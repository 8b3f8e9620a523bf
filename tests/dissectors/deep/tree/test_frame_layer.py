"""The frame's own layer is that of the capture, not that of the frames that tshark was given."""

from __future__ import annotations

from dissectors.deep.tree.frame_layer import put_frame_layer
from dissectors.fields import Field
from dissectors.frame import Frame
from tests.dissectors.deep.xml import field, made, packet, proto


def put(frame: Frame, *fields: str, label: str = "Frame 2: 4 bytes on wire") -> tuple[str, dict[str, Field]]:
    xml = packet(proto("frame", 0, 4, *fields, label=label), proto("eth", 0, 4, field("frame.number", "Inner: 2")))
    all_made = made(xml)
    put_frame_layer(all_made, frame)
    root = all_made[0].field
    return root.line, {each.name: each for each in root.walk() if each is not root}


def test_number_and_interface_are_the_captures() -> None:
    frame = Frame(b"abcd", 1, number=70, interface=3, interface_name="wlan0", section=2)
    line, fields = put(
        frame,
        field("frame.section_number", "Section number: 1", show="1"),
        field("frame.interface_id", "Interface id: 0 (wlan0)", show="0"),
        field("frame.number", "Frame Number: 2", show="2"),
        label="Frame 2: 4 bytes on wire (32 bits) on interface a, id 7, id 0 (outbound)",
    )
    assert line == "Frame 70: 4 bytes on wire (32 bits) on interface wlan0, id 3 (outbound)"
    assert [each.line for each in fields.values()] == [
        "Section number: 2",
        "Interface id: 3 (wlan0)",
        "Frame Number: 70",
    ]
    assert fields["frame.number"].value == 70


def test_a_file_without_interfaces_shows_none() -> None:
    line, fields = put(
        Frame(b"abcd", 1),
        field("frame.section_number", "Section number: 1", show="1"),
        field("frame.interface_id", "Interface id: 0 (x)", 0, 0, field("frame.interface_name", "Name: x"), show="0"),
        field("frame.len", "Frame Length: 4 bytes", show="4"),
        label="Frame 2: 4 bytes on wire (32 bits) on unnamed interface, id 0",
    )
    assert line == "Frame 1: 4 bytes on wire (32 bits)"
    assert list(fields) == ["frame.len"]


def test_times_are_since_the_captures_frames() -> None:
    told = field("frame.time_delta", "Time delta from previous captured frame: 0.000000000 seconds", show="0.000000000")
    relative = field("frame.time_relative", "Time since first frame: 12 milliseconds", show="0.012000000")
    _, fields = put(Frame(b"abcd", 1, time=5, since_first=3_000_000_000, since_previous=-5), told, relative)
    delta = fields["frame.time_delta"]
    assert delta.line == "[Time delta from previous captured frame: -0.000000005 seconds]"
    assert (delta.value, delta.shown) == (-5, "-0.000000005 seconds")
    # A way to write it that we do not know is written anew.
    assert fields["frame.time_relative"].line == "[Time since first frame: 3.000000000]"


def test_a_frame_without_time_shows_none() -> None:
    told = (
        field("frame.time", "Arrival Time: Jan  1, 1970", show="Jan  1, 1970 00:00:00.000000000 UTC"),
        field("frame.time_relative", "Time since first frame: 0.0", show="0.0"),
        field("frame.number", "Frame Number: 2", show="2"),
    )
    _, fields = put(Frame(b"abcd", 1, number=2), *told)
    assert list(fields) == ["frame.number"]


def test_other_layers_are_left_alone() -> None:
    all_made = made(packet(proto("eth", 0, 4, field("frame.number", "Inner: 2", show="2"), label="Frame 2")))
    put_frame_layer(all_made, Frame(b"abcd", 1, number=70))
    assert [one.field.heading for one in all_made] == ["Frame 2", "Inner: 2"]
