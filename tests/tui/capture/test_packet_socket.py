from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tui.capture.conftest import Wires
from tui.capture import libpcap
from tui.capture.packet_socket import PacketSocket, for_cooked_socket, hardware_type, with_vlan_tag
from tui.capture.source import EngineError, Request


def test_a_tag_goes_before_the_type_field() -> None:
    ethernet = bytes(range(12)) + b"\x08\0payload"
    assert with_vlan_tag(ethernet, 1, 0x8100, 0x2005) == bytes(range(12)) + b"\x81\0\x20\x05\x08\0payload"
    cooked = bytes(range(14)) + b"\x08\0payload"
    assert with_vlan_tag(cooked, 113, 0x88A8, 7) == bytes(range(14)) + b"\x88\xa8\0\x07\x08\0payload"


@pytest.mark.parametrize(("frame", "link_type"), [(b"short", 1), (b"thirteen bytes"[:13], 113), (b"E" * 40, 101)])
def test_where_there_is_no_type_field_nothing_is_inserted(frame: bytes, link_type: int) -> None:
    assert with_vlan_tag(frame, link_type, 0x8100, 5) == frame


def test_a_filter_for_the_cooked_header_is_moved() -> None:
    load_half, load_byte, jump_equal, accept = 0x28, 0x30, 0x15, 0x06
    program = ((load_half, 0, 0, 14), (jump_equal, 0, 1, 0x800), (load_byte, 0, 0, 25), (accept, 0, 0, 1))
    assert for_cooked_socket(program) == (
        (load_half, 0, 0, 0xFFFFF000),
        (jump_equal, 0, 1, 0x800),
        (load_byte, 0, 0, 9),
        (accept, 0, 0, 1),
    )


def test_a_filter_on_what_the_kernel_does_not_tell_is_refused() -> None:
    with pytest.raises(EngineError) as raised:
        for_cooked_socket(((0x20, 0, 0, 6),))
    assert raised.value.code == "bad-filter"


def test_loopback_looks_like_ethernet(require_root: None) -> None:
    assert hardware_type("lo") == 772
    listening = PacketSocket(Request("lo"))
    assert (listening.link_type, listening.is_cooked) == (1, False)
    listening.close()


def test_a_filter_that_libpcap_refuses_opens_nothing(require_root: None) -> None:
    with pytest.raises(EngineError) as raised:
        PacketSocket(Request("lo", "udp prt 3"))
    assert raised.value.code == "bad-filter"


def test_without_libpcap_only_the_empty_filter_works(require_root: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libpcap, "library", lambda: None)
    PacketSocket(Request("lo")).close()
    with pytest.raises(EngineError, match="install libpcap"):
        PacketSocket(Request("lo", "udp"))


def test_raw_ip_devices_have_no_link_header(wires: Wires, require_tool: Callable[[str], str]) -> None:
    """A tun device delivers frames that begin with the IP header: libpcap calls that link type 101."""
    import subprocess
    import sys

    from tests.conftest import PROJECT, skip_or_fail

    namespace = ["ip", "netns", "exec", wires.near]
    made = subprocess.run([*namespace, "ip", "tuntap", "add", "raw0", "mode", "tun"], capture_output=True, check=False)
    if made.returncode:
        skip_or_fail(f"no tun device can be made: {made.stderr.decode().strip()}")
    code = (
        "from tui.capture.packet_socket import *\nfrom tui.capture.source import Request\n"
        "print(PacketSocket(Request('raw0')).link_type)"
    )
    ran = subprocess.run(
        [*namespace, sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=False
    )
    assert ran.stdout == "101\n", ran.stderr
