"""TCP's flags in words, and what each field tells a learner."""

from __future__ import annotations

import pytest

from dissectors.transport.tcp_header import TCPHeader, flag_letters, flag_names


@pytest.mark.parametrize(
    ("flags", "names", "letters"),
    [
        (0x000, "none", "············"),
        (0x002, "SYN", "··········S·"),
        (0x012, "SYN, ACK", "·······A··S·"),
        (0x018, "PSH, ACK", "·······AP···"),
        (0x1C2, "SYN, ECE, CWR, AE", "···ACE····S·"),
        (0xFFF, "FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE, Reserved", "RRRACEUAPRSF"),
    ],
)
def test_flags_have_names_and_letters(flags: int, names: str, letters: str) -> None:
    assert flag_names(flags) == names
    assert flag_letters(flags) == letters


def test_every_field_and_every_flag_is_explained_with_its_source() -> None:
    assert TCPHeader.size == 20
    for spec in (*TCPHeader.specs, *TCPHeader.flags.parts):
        assert "RFC" in spec.explain, spec.name


def test_flags_are_dotted_bits_below_a_plain_line() -> None:
    push = next(part for part in TCPHeader.flags.parts if part.name == "tcp.flags.push")
    assert push.bit_pattern(1) == ".... .... 1..."
    assert TCPHeader.flags.bit_pattern(0x018) == ""
    assert TCPHeader.flags.text(0x018) == "0x018 (PSH, ACK)"
    assert TCPHeader.flags.printed(0x018) == "0x0018"
