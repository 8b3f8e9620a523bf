"""What the capture file tells about a frame."""

from __future__ import annotations

from dissectors.dissect import dissect
from dissectors.frame import Frame

ARP = bytes.fromhex("020000000002 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002")


def told(frame: Frame) -> dict[str, str]:
    root = dissect(frame).layers[0].root
    return {field.name: field.spec.printed(field.value) for field in root.walk()}


def test_frame_of_a_pcap_file() -> None:
    frame = Frame(ARP, 1, 7, 1_000_000_000, since_first=5, since_previous=3)
    assert told(frame) == {
        "frame": "",
        "frame.encap_type": "1",
        "frame.time": "Jan  1, 1970 00:00:01.000000000 UTC",
        "frame.offset_shift": "0.000000000",
        "frame.time_epoch": "1.000000000",
        "frame.time_delta": "0.000000003",
        "frame.time_delta_displayed": "0.000000003",
        "frame.time_relative": "0.000000005",
        "frame.number": "7",
        "frame.len": "42",
        "frame.cap_len": "42",
        "frame.marked": "0",
        "frame.ignored": "0",
        "frame.protocols": "eth:ethertype:arp",
    } | {"frame": told(frame)["frame"]}


def test_frame_of_a_pcapng_file_has_section_and_interface() -> None:
    frame = Frame(ARP, 113, interface=2, interface_name="eth0", interface_description="the wire", section=1)
    values = told(frame)
    assert values["frame.section_number"] == "1"
    assert values["frame.interface_id"] == "2"
    assert values["frame.interface_name"] == "eth0"
    assert values["frame.interface_description"] == "the wire"
    assert values["frame.encap_type"] == "25"


def test_frame_without_time_has_no_times() -> None:
    assert not [name for name in told(Frame(ARP, 1)) if "time" in name or name == "frame.offset_shift"]


def test_link_type_that_nobody_knows_is_number_0() -> None:
    values = told(Frame(ARP, 65000))
    assert values["frame.encap_type"] == "0"
    assert values["frame.protocols"] == "data"


def test_comments_come_first() -> None:
    fields = dissect(Frame(ARP, 1, comments=("one", "two"))).layers[0].fields
    assert [field.value for field in fields[:2]] == ["one", "two"]


def test_length_below_the_captured_one_is_an_error() -> None:
    notices = dissect(Frame(ARP, 1, original_length=10)).notices
    assert [notice.name for notice in notices] == ["frame.len_lt_caplen"]
