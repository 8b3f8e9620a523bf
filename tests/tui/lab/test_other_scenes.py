"""The small resolver's messages."""

from __future__ import annotations

from dissectors.dissect import dissect
from dissectors.frame import Frame
from tui.lab.other_scenes import QUESTION_A, answer, query


def over_udp(payload: bytes) -> Frame:
    head = f"4500{28 + len(payload):04x}0000400040110000" + "7f000001" * 2 + f"0035c000{8 + len(payload):04x}0000"
    return Frame(bytes(12) + b"\x08\0" + bytes.fromhex(head) + payload, 1)


def test_answer_repeats_the_question_and_gives_the_address() -> None:
    asked = query(7, b"remora.test", QUESTION_A)
    found = dissect(over_udp(answer(asked, b"remora.test", QUESTION_A)))
    assert [field.text for field in found.find("dns.a")] == ["192.0.2.1"]
    assert [field.value for field in found.find("dns.id")] == [7]


def test_unknown_name_does_not_exist() -> None:
    found = dissect(over_udp(answer(query(7, b"shark.test", QUESTION_A), b"shark.test", QUESTION_A)))
    assert [field.value for field in found.find("dns.flags.rcode")] == [3]
