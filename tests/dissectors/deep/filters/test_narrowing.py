from __future__ import annotations

import pytest

from dissectors.deep.filters.narrowing import parts_of

PORTS = "udp.port in {2123, "


@pytest.mark.parametrize(
    ("text", "native"),
    [
        ("smb2 && tcp.len > 200", "(((tcp.len > 200)) || data)"),
        (
            "tcp.port == 445 and smb2.cmd == 1 and ip.src == 10.0.0.1",
            "(((tcp.port == 445) && (ip.src == 10.0.0.1)) || data)",
        ),
        ("(smb2 && (frame.number < 9))", "((frame.number < 9))"),
        ("!(ip.src == 10.0.0.1) && sip", "(((!(ip.src == 10.0.0.1))) || data)"),
        ("frame.len > 9 && sip && udp", "(frame.len > 9) && (((udp)) || data)"),
    ],
)
def test_what_both_see_alike_narrows(text: str, native: str) -> None:
    parts = parts_of(text, has_own_ports=True)
    assert parts.native is not None
    assert parts.native.text == native
    assert parts.foreign == text


def test_what_may_be_a_tunnel_is_asked_too_unless_it_is_about_frames_alone() -> None:
    asked = parts_of("sip && udp").native
    assert asked is not None
    assert PORTS in asked.text
    assert "data && !(tcp || udp" in asked.text
    asked = parts_of("sip && frame.len > 9").native
    assert asked is not None
    assert PORTS not in asked.text


@pytest.mark.parametrize(
    "text",
    [
        "smb2",
        "smb2 || tcp.len > 200",
        "quic && tls.handshake.type == 1",
        "l2tp && icmpv6",
        "smb2 && tcp.analysis.retransmission",
        "smb2 && tcp.stream == 1",
        "smb2 && ip.checksum.status == 0",
        'smb2 && frame.protocols contains "smb2"',
        "smb2 && 1 == 1",
        "(smb2 && tcp.len > 200",
        'smb2 contains "a && tcp.len > 200"',
    ],
)
def test_what_tshark_may_see_otherwise_does_not(text: str) -> None:
    parts = parts_of(text)
    assert parts.native is None
    assert parts.foreign == text


def test_parentheses_in_parentheses_end_somewhere() -> None:
    text = "(" * 500 + "smb2 && tcp" + ")" * 500
    assert parts_of(text).native is None


def test_very_many_parts_are_left_to_tshark() -> None:
    assert parts_of(" && ".join(["smb2", *["tcp"] * 5_000])).native is None
