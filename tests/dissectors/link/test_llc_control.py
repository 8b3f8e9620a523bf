"""Control fields of LLC and their names, against what tshark writes for them."""

from __future__ import annotations

import pytest

from dissectors.cursor import Cursor
from dissectors.errors import Truncated
from dissectors.fields import Field
from dissectors.link.llc_control import control_name, take_control


class Notices:
    def __init__(self) -> None:
        self.notices: list[Field] = []


@pytest.mark.parametrize(
    ("data", "is_response", "name"),
    [
        ("03", 0, "U, func=UI"),
        ("13", 0, "U P, func=UI"),
        ("7f", 0, "U P, func=SABME"),
        ("73", 1, "U F, func=UA"),
        ("e3", 0, "U, func=TEST"),
        ("0105", 0, "S P, func=RR, N(R)=2"),
        ("0900", 0, "S, func=REJ, N(R)=0"),
        ("0204", 1, "I, N(R)=2, N(S)=1"),
        ("0205", 1, "I F, N(R)=2, N(S)=1"),
    ],
)
def test_name(data: str, is_response: int, name: str) -> None:
    raw = bytes.fromhex(data)
    fields: list[Field] = []
    control = take_control(Cursor(raw, 0, len(raw), fields, Notices()), is_response)
    assert control == int.from_bytes(raw, "little")
    assert control_name(control, is_response) == name
    assert fields[0].stop == len(raw)


def test_half_a_field_is_not_read() -> None:
    fields: list[Field] = []
    with pytest.raises(Truncated):
        take_control(Cursor(b"\x00", 0, 1, fields, Notices()), 0)
    assert not fields
