"""The node that tells of the whole conversation: its sentence, a word for each outcome, and what was counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.fields import SPECS, Field
from dissectors.filters import FilterError, compile_filter
from dissectors.packets.table import PacketTable
from dissectors.transport.conversation_facts import OUTCOME_NUMBERS, VERDICT
from dissectors.transport.outcome import Outcome
from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import capture_of, udp
from tests.dissectors.streams.outcomes.test_fates import error


def node_of(table: PacketTable, row: int) -> Field:
    table.judge(len(table))
    return next(field for field in table.dissection(row).fields() if (field.heading or "").startswith("Conversation: "))


def test_a_frame_tells_of_its_conversation() -> None:
    with open_capture(SAMPLES / "half-close.pcapng") as capture:
        capture.refresh()
        node = node_of(PacketTable(capture), 3)
    assert (node.heading or "").startswith("Conversation: Half-closed for a while: ")
    told = [(field.name, field.value) for field in node.children]
    assert told[:2] == [
        ("conv.verdict", OUTCOME_NUMBERS[Outcome.HALF_CLOSED]),
        ("conv.verdict", OUTCOME_NUMBERS[Outcome.CLOSED]),
    ]
    assert [name for name, _ in told[2:]] == [
        "conv.packets",
        "conv.bytes",
        "conv.duration",
        "conv.rtt",
        "conv.retransmissions",
    ]
    assert all(field.generated for field in node.children)


def test_before_anything_was_judged_there_is_no_node() -> None:
    with open_capture(SAMPLES / "half-close.pcapng") as capture:
        capture.refresh()
        assert not PacketTable(capture).dissection(3).find("conv.verdict")


def test_of_what_only_an_error_quotes_nothing_was_counted(tmp_path: Path) -> None:
    quoted = error(udp(("10.0.0.2", 1), ("10.0.0.1", 2)))
    node = node_of(PacketTable(capture_of([quoted], tmp_path)), 0)
    assert [field.name for field in node.children] == ["conv.verdict"]


def test_outcomes_are_numbers_with_words() -> None:
    assert [VERDICT.show(number) for number in OUTCOME_NUMBERS.values()] == [str(outcome) for outcome in Outcome]  # type: ignore[misc]


@pytest.mark.parametrize("outcome", Outcome)
def test_a_filter_takes_every_word(outcome: Outcome) -> None:
    assert compile_filter(f'conv.verdict == "{outcome}"').fields == {"conv.verdict"}


def test_a_filter_takes_no_other_word() -> None:
    with pytest.raises(FilterError):
        compile_filter('conv.verdict == "happy"')


def test_fields_are_declared() -> None:
    names = {name for name in SPECS if name.startswith("conv.")}
    assert names == {
        "conv.verdict",
        "conv.packets",
        "conv.bytes",
        "conv.duration",
        "conv.rtt",
        "conv.retransmissions",
    }
