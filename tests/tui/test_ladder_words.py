"""What is said at an arrow, from all of it to the least."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from dissectors.streams.ladders.ladder import Arrow, Gap, Segment
from dissectors.streams.ladders.states import Change, State
from dissectors.streams.tcp_analysis.marks import Mark
from tests.tui.ladders import conversation, sample, troubled
from tui.ladder_words import MARKS, change_words, gap_words, labels_of, marks_of, meanings_of, sentence_of

DATA = Segment(0x18, 5, 9, 100, 65_536, Mark(0), 0)


def arrow(segment: Segment | None) -> Arrow:
    return Arrow(0, 0, 0, 1, "TCP", "", segment)


def test_labels_become_shorter() -> None:
    labels = labels_of(arrow(DATA))
    assert labels[0] == "PSH ACK seq=5 ack=9 len=100 win=65536"
    assert list(labels[1:]) == ["PSH ACK seq=5 ack=9 len=100", "PSH ACK seq=5 len=100", "PSH ACK len=100", "PSH ACK"]


def test_what_carries_nothing_keeps_what_it_acknowledges() -> None:
    bare = dataclasses.replace(DATA, flags=0x10, length=0)
    assert list(labels_of(arrow(bare))[2:]) == ["ACK ack=9 len=0", "ACK ack=9", "ACK"]
    opening = dataclasses.replace(DATA, flags=0x02, length=0, acknowledgment=None)
    assert list(labels_of(arrow(opening))[1:]) == ["SYN seq=5 len=0", "SYN seq=5 len=0", "SYN len=0", "SYN"]


def test_other_packets_say_what_the_list_says() -> None:
    line = sample("udp-unreachable.pcapng", "udp").line(1)
    assert isinstance(line, Arrow)
    assert labels_of(line) == ["ICMP Destination unreachable (Port unreachable)"]


def test_marks_have_words_and_shorter_ones() -> None:
    twice = dataclasses.replace(DATA, marks=Mark.FAST_RETRANSMISSION | Mark.ZERO_WINDOW)
    assert marks_of(twice) == ["[Fast retransmission, Zero window]", "[Fast retrans, Zero window]", "[Fast retrans]"]
    assert marks_of(DATA) == []
    assert marks_of(dataclasses.replace(DATA, marks=Mark.DUPLICATE_ACK, duplicate=3)) == ["[Dup ACK #3]"]
    assert marks_of(dataclasses.replace(DATA, marks=Mark.LOST_SEGMENT)) == []
    assert len(meanings_of(twice)) == 2


def test_every_mark_has_words() -> None:
    assert set(MARKS) == set(Mark)


def test_a_sentence_has_the_marks(tmp_path: Path) -> None:
    ladder = conversation(troubled(tmp_path))
    lines = [ladder.line(number) for number in range(len(ladder))]
    told = [sentence_of(line) for line in lines if isinstance(line, Arrow)]
    assert told[0] == "SYN seq=0 len=0"
    assert told[7] == "ACK seq=1 ack=4 len=0 [Dup ACK #2]"
    assert any(" [" in text and "retransmission" in text.lower() for text in told[8:])


def test_gaps_and_changes_in_words() -> None:
    assert gap_words(Gap(0, 0, 1, 1448)) == "1,448 bytes not captured"
    assert gap_words(Gap(0, 0, 1, 1)) == "1 byte not captured"
    passes = Change(0, State.ESTABLISHED, (State.CLOSE_WAIT, State.LAST_ACK))
    assert change_words(passes) == "ESTABLISHED → CLOSE-WAIT → LAST-ACK"
    assert change_words(Change(1, None, (State.CLOSED,))) == "CLOSED"
