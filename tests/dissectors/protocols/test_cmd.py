"""Cisco MetaData, whose type stands last on Ethernet and first in GRE."""

from __future__ import annotations

import pytest

from dissectors.dissect import dissect
from dissectors.frame import Frame
from tests.dissectors import golden


@pytest.mark.parametrize("name", ["cmd_ipv4", "cmd_gre_ipv4"])
def test_group_and_type(name: str) -> None:
    dissection = dissect(golden.read(golden.FOLDER / f"{name}.golden").frame)
    assert [field.value for field in dissection.find("cmd.sgt")] == [42]
    assert [field.value for field in dissection.find("cmd.type")] == [0x0800]
    assert len(dissection.find("cmd")) == 1
    stack = str(dissection.find("frame.protocols")[0].value)
    assert "cmd:ip:udp" in stack


def test_cut_header_is_malformed() -> None:
    frame = Frame(bytes.fromhex("020000000002 020000000001 8909 0101"), 1)
    assert [notice.name for notice in dissect(frame).notices] == ["_ws.malformed"]
