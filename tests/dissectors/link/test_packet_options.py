"""Options of pcapng packet blocks, in the byte order of their section."""

from __future__ import annotations

from typing import Literal

import pytest

from dissectors.dissect import dissect
from dissectors.frame import Frame


def told(byte_order: Literal["little", "big"], *options: tuple[int, bytes]) -> dict[str, str]:
    dissection = dissect(Frame(b"data", 1, options=options, byte_order=byte_order))
    return {field.name: field.spec.printed(field.value) for field in dissection.layers[0].root.walk()}


@pytest.mark.parametrize("byte_order", ["little", "big"])
def test_flags_and_their_parts(byte_order: Literal["little", "big"]) -> None:
    values = told(byte_order, (2, (0x81000046).to_bytes(4, byte_order)))
    assert values["frame.packet_flags"] == "0x81000046"
    assert values["frame.packet_flags_direction"] == "0x00000002"
    assert values["frame.packet_flags_reception_type"] == "1"
    assert values["frame.packet_flags_fcs_length"] == "2"
    assert values["frame.packet_flags_crc_error"] == "1"
    assert values["frame.packet_flags_symbol_error"] == "1"
    assert values["frame.packet_flags_preamble_error"] == "0"
    assert values["frame.p2p_dir"] == "0"


def test_numbers() -> None:
    values = told(
        "little", (6, (3).to_bytes(4, "little")), (5, (1 << 40).to_bytes(8, "little")), (4, (9).to_bytes(8, "little"))
    )
    assert values["frame.interface_queue"] == "3"
    assert values["frame.packet_id"] == str(1 << 40)
    assert values["frame.drop_count"] == "9"


def test_verdicts() -> None:
    values = told("big", (7, b"\0hw"), (7, b"\x01" + (-2).to_bytes(8, "big", signed=True)), (7, b"\x63?"))
    assert values["frame.verdict"] == ""
    assert values["frame.verdict.hw"] == b"hw".hex()
    assert values["frame.verdict.ebpf_tc"] == "-2"
    assert values["frame.verdict.unknown"] == b"\x63?".hex()


@pytest.mark.parametrize("option", [(2, b"abc"), (4, b""), (5, bytes(7)), (7, b""), (2988, b"custom")])
def test_option_of_a_wrong_size_is_passed_over(option: tuple[int, bytes]) -> None:
    assert not [name for name in told("little", option) if name.startswith(("frame.packet_", "frame.drop", "frame.v"))]
