"""Diagrams that say what the ladder says, and that nothing from a packet can break."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.ladders import between_hosts, conversation, many_hosts, sample, troubled
from tui.ladder_mermaid import LONGEST_TEXT, escaped, mermaid

STATEMENT = re.compile(
    r"    (P\d+--?>>P\d+: .*|Note (left of|right of|over) P\d+(,P\d+)?: .*|participant P\d+ as .*)|sequenceDiagram"
)
SAFE_TEXT = re.compile(r"([A-Za-z0-9 .,:=/_()\[\]+*'?!-]|#\d+;)*")


def test_a_conversation_is_drawn_with_its_states() -> None:
    lines = list(mermaid(sample("refused.pcapng"), range(2)))
    assert lines[0] == "sequenceDiagram"
    assert lines[2].startswith("    participant P1 as 127.0.0.1:")
    assert lines[3:] == [
        "    P0->>P1: 1: SYN seq=0 len=0",
        "    Note left of P0: SYN-SENT",
        "    P1->>P0: 2: RST ACK seq=1 ack=1 len=0",
        "    Note right of P1: CLOSED",
        "    Note left of P0: CLOSED",
    ]


def test_troubles_are_drawn_apart(tmp_path: Path) -> None:
    ladder = conversation(troubled(tmp_path))
    lines = list(mermaid(ladder, range(len(ladder))))
    assert "    Note over P0,P1: 1,400 bytes not captured" in lines
    assert any("-->>" in line and "[Dup ACK #35;1]" in line for line in lines)
    assert all(STATEMENT.fullmatch(line) for line in lines)


def test_only_hosts_that_are_used_take_part(tmp_path: Path) -> None:
    ladder = between_hosts(many_hosts(tmp_path))
    lines = list(mermaid(ladder, range(2)))
    assert [line for line in lines if "participant" in line] == [
        f"    participant P{number - 1} as 10.0.0.{number}" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a;b",
        "x#quot;",
        "%%{init: {}}%%",
        "-->>P1: no",
        "<script>",
        "a\nNote over P0: b",
        "$$x$$",
        "\x1b[2J",
        "\u202eabc",
    ],
)
def test_nothing_keeps_a_meaning(text: str) -> None:
    told = escaped(text)
    assert SAFE_TEXT.fullmatch(told)
    assert "->>" not in told


def test_the_word_end_ends_no_block() -> None:
    assert escaped("the End of endings") == "the #69;nd of endings"


@given(st.text(max_size=300))
def test_any_text_is_one_harmless_line(text: str) -> None:
    told = escaped(text)
    assert SAFE_TEXT.fullmatch(told)
    assert not re.search(r"\bend\b", re.sub(r"#\d+;", "", told) if "#" in told else told, re.IGNORECASE) or "#" in told
    assert len(told) <= LONGEST_TEXT * 9
