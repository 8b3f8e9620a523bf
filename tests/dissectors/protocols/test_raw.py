"""Raw IP: the first bits tell the version, whatever number the link type has."""

from __future__ import annotations

import pytest

from dissectors.dissect import dissect
from dissectors.frame import Frame

IPV4 = bytes.fromhex("4500001400000000 40fd0000 0a000001 0a000002")
IPV6 = bytes.fromhex("60000000 0000 3b40") + bytes(15) + b"\x01" + bytes(15) + b"\x02"


@pytest.mark.parametrize(
    ("link_type", "data", "stack"),
    [
        *((link_type, IPV4, "raw:ip") for link_type in (12, 14, 101)),
        *((link_type, IPV6, "raw:ipv6") for link_type in (12, 14, 101)),
        (228, IPV4, "ip"),
        (228, IPV6, "ip:ipv6"),
        (229, IPV6, "ipv6"),
        (101, b"\x50data", "raw:data"),
        (101, b"\xff\x03\x00\x21" + IPV4, "raw:ppp:ip"),
    ],
)
def test_version_leads_on(link_type: int, data: bytes, stack: str) -> None:
    assert [field.value for field in dissect(Frame(data, link_type)).find("frame.protocols")] == [stack]
