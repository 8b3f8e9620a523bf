"""VXLAN: the network's number and the frame inside."""

from __future__ import annotations

from dissectors.dissect import dissect
from tests.dissectors import golden


def test_frame_inside_is_decoded() -> None:
    dissection = dissect(golden.read(golden.FOLDER / "vxlan_ethernet.golden").frame)
    stack = "eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:udp:data"
    assert [field.value for field in dissection.find("frame.protocols")] == [stack]
    assert [field.value for field in dissection.find("vxlan.vni")] == [100]
    assert [field.value for field in dissection.find("vxlan.flag_i")] == [1]
    assert [field.value for field in dissection.find("vxlan.flags_reserved")] == [0]


def test_extension_has_flags_and_a_group() -> None:
    dissection = dissect(golden.read(golden.FOLDER / "vxlan_group_policy.golden").frame)
    assert [field.value for field in dissection.find("vxlan.gbp")] == [42]
    assert [field.value for field in dissection.find("vxlan.flags_reserved")] == [0x77B7]
    assert [field.spec.printed(field.value) for field in dissection.find("vxlan.flags")] == ["0xffff"]
