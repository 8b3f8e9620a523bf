"""The walk over SCTP's chunks."""

from __future__ import annotations

import pytest

from tests.dissectors.transport.packets import chunk, dissected, ipv4, sctp, values

TSN_AND_STREAM = bytes.fromhex("00000064 0001 0002 00000033")


def of(*chunks: bytes) -> bytes:
    return ipv4(132, sctp(*chunks))


def test_whole_message_is_data_and_a_part_is_not() -> None:
    dissection = dissected(of(chunk(0, TSN_AND_STREAM + b"hello", 3), chunk(0, TSN_AND_STREAM + b"part", 2)))
    assert [field.value for field in dissection.find("data.data")] == [b"hello"]
    assert [field.value for field in dissection.find("sctp.chunk_padding")] == [bytes(3)]
    assert values(dissection, "sctp.data_tsn_raw", "sctp.data_sid", "sctp.data_ssn") == [100, 1, 2]


def test_interleaved_fragment_has_a_number_in_place_of_the_protocol() -> None:
    body = bytes.fromhex("00000064 0001 0000 00000005 00000027")
    first, later = (dissected(of(chunk(64, body + b"data", flags))) for flags in (2, 0))
    assert values(first, "sctp.data_payload_proto_id", "sctp.data_fsn") == [0x27, None]
    assert values(later, "sctp.data_payload_proto_id", "sctp.data_fsn") == [None, 0x27]


def test_gaps_count_from_the_cumulative_tsn_and_wrap() -> None:
    dissection = dissected(of(chunk(3, bytes.fromhex("fffffffe 00010000 0001 0001 0001 0003 00000060"))))
    assert values(dissection, "sctp.sack_gap_block_start_tsn", "sctp.sack_gap_block_end_tsn") == [0xFFFFFFFF, 1]
    assert values(dissection, "sctp.sack_number_of_tsns_gap_acked", "sctp.sack_duplicate_tsn") == [3, 0x60]


def test_closed_window_and_backward_block_are_told() -> None:
    dissection = dissected(of(chunk(3, bytes.fromhex("00000064 00000000 0001 0000 0005 0002"))))
    assert dissection.find("sctp.sack_a_rwnd.expert")
    assert dissection.find("sctp.sack_gap_block_malformed")


def test_count_of_blocks_is_not_believed() -> None:
    dissection = dissected(of(chunk(3, bytes.fromhex("00000064 00010000 ffff ffff 0001 0002"))))
    assert len(dissection.find("sctp.sack_gap_block_start")) == 1
    assert dissection.find("_ws.malformed")


def test_too_short_for_its_kind_is_told_and_the_next_chunk_read() -> None:
    dissection = dissected(of(chunk(1, b"\1\2"), chunk(8)))
    assert [field.value for field in dissection.find("sctp.chunk_type")] == [1, 8]
    assert values(dissection, "sctp.chunk_value") == [b"\1\2"]
    assert dissection.find("sctp.chunk_length.bad")


def test_length_below_four_ends_the_walk() -> None:
    dissection = dissected(of(chunk(8), chunk(0, length=3), chunk(8)))
    assert [field.value for field in dissection.find("sctp.chunk_type")] == [8, 0]
    assert dissection.find("_ws.malformed")


def test_chunk_longer_than_the_packet_keeps_its_fixed_part() -> None:
    dissection = dissected(of(chunk(0, TSN_AND_STREAM + b"hello", 3, length=100)))
    assert values(dissection, "sctp.data_tsn_raw") == [100]
    assert dissection.find("sctp.chunk_length.bad")


@pytest.mark.parametrize(
    ("kind", "body", "name", "expected"),
    [
        (10, b"cookie", "sctp.cookie", [b"cookie"]),
        (7, b"\0\0\0\x64", "sctp.shutdown_cumulative_tsn_ack", [100]),
        (15, b"\0\1\0\3mac!", "sctp.hmac", [b"mac!"]),
        (192, bytes.fromhex("00000065 0001 0002 0003 0004"), "sctp.forward_tsn_sid", [1, 3]),
        (194, bytes.fromhex("00000065 0001 0001 00000002"), "sctp.forward_tsn_mid", [2]),
        (132, b"padded", "sctp.padding_data", [b"padded"]),
        (51, b"what", "sctp.chunk_value", [b"what"]),
        (
            16,
            bytes.fromhex("00000064 00000001 0000 0001 0000 0000 00020003"),
            "sctp.nr_sack_nr_gap_block_end_tsn",
            [103],
        ),
    ],
)
def test_chunk_has_its_fields(kind: int, body: bytes, name: str, expected: list[object]) -> None:
    assert [field.value for field in dissected(of(chunk(kind, body))).find(name)] == expected
