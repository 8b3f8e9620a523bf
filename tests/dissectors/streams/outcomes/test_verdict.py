"""Verdicts: right for what was labelled by hand, true of what was made, one line each, with packets that prove it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors import open_capture
from dissectors.errors import CaptureFileError
from dissectors.packets.table import PacketTable
from dissectors.streams.outcomes.verdict import CLAUSES, facts_of, verdict_of
from dissectors.transport.outcome import Outcome
from tests.conftest import all_captures
from tests.dissectors.streams.frames import ip
from tests.dissectors.streams.judged import fates_of, verdict_on
from tests.dissectors.streams.labels import Label, captures_by_content, labels
from tests.dissectors.streams.talk import ACK, CLIENT_V6, FIN, RST, SERVER_V6, SYN, Talk

FOREIGN = {("8af47406b623a45c", "tcp", 2)}
"""Labelled conversations inside L2TP over PPP, which is not decoded here."""
SERVER_V4 = bytes((10, 0, 0, 1))
UNITS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6}
CASES = [label for label in labels() if (label.content, label.protocol, label.stream) not in FOREIGN]


@cache
def judged(path: Path) -> PacketTable | None:
    """None for what is no capture that we read."""
    try:
        capture = open_capture(path)
        capture.refresh()
    except CaptureFileError:
        return None
    table = PacketTable(capture)
    table.judge(len(table))
    return table


@pytest.mark.parametrize("label", CASES, ids=str)
def test_a_labelled_conversation_is_judged_rightly(label: Label) -> None:
    path = captures_by_content().get(label.content)
    if path is None:
        pytest.skip("the capture is not at hand: REMORA_CAPTURES names the folder that has it")
    table = judged(path)
    if table is None:
        pytest.skip("a capture of a kind that is not read here")
    fates = table.index.fates.of(label.protocol)  # type: ignore[arg-type]
    verdict = verdict_of(fates, label.stream)
    said = {str(outcome) for outcome in verdict.outcomes}
    assert label.must <= said <= label.allowed
    assert verdict.outcomes == fates.words(label.stream)
    assert label.by is None or f"{label.by} " in verdict.sentence
    if label.way is not None:
        assert {3: "three packets", 4: "four steps"}[label.way] in verdict.sentence
    if label.seconds is not None:
        number, unit = re.findall(r"stalled for ([\d.,]+) (s|ms|µs)", verdict.sentence.lower())[0]
        assert float(number) * UNITS[unit] == pytest.approx(label.seconds, rel=0.1)
    if label.icmp is not None:
        assert "(type {}, code {})".format(*label.icmp.split("/")) in verdict.sentence
    assert set(verdict.evidence) & set(label.evidence)
    assert set(verdict.evidence) <= frames_of(table, label) | set(label.context)
    assert list(verdict.evidence) == sorted(set(verdict.evidence))


def frames_of(table: PacketTable, label: Label) -> set[int]:
    found = set()
    for piece in table.index.pieces:
        numbered = table.index.streams.all_numbered(label.protocol, piece.first, piece.first + piece.count)
        found.update((numbered.rows[numbered.numbers == label.stream] + piece.first + 1).tolist())
    return found


def test_enough_of_them_are_judged() -> None:
    assert len(CASES) >= len(labels()) - 1 >= 40
    assert sum(label.file.startswith("sample_captures/") for label in CASES) >= 12


def test_every_outcome_has_its_clause() -> None:
    assert CLAUSES.keys() == set(Outcome)


def every_verdict() -> Iterator[tuple[Path, str, str]]:
    for path in all_captures():
        table = judged(path) if path.stat().st_size < 1 << 20 else None
        for protocol in ("tcp", "udp") if table is not None else ():
            assert table is not None
            fates = table.index.fates.of(protocol)  # type: ignore[arg-type]
            for stream in range(len(fates)):
                yield path, f"{protocol}:{stream}", verdict_of(fates, stream, dropped=3).sentence


def test_every_sentence_is_one_line_of_plain_text() -> None:
    for path, stream, sentence in every_verdict():
        assert sentence.isprintable(), (path, stream)
        assert sentence[0] == sentence[0].upper(), (path, stream)
        assert "stream" not in sentence.replace("mid-stream", ""), (path, stream)
        assert "  " not in sentence, (path, stream)


def closed(talk: Talk) -> Talk:
    return talk.send(0, FIN | ACK).send(1, FIN | ACK).send(0)


MADE = {
    "established and closed": (closed(Talk().shake()), {Outcome.CLOSED}),
    "a reset after the close": (closed(Talk().shake()).send(1, RST), {Outcome.CLOSED}),
    "refused": (Talk().send(0, SYN).send(1, RST | ACK), {Outcome.REFUSED}),
    "no answer": (Talk().send(0, SYN).wait(1000).send(0, SYN, back=1), {Outcome.NO_ANSWER}),
    "never acknowledged": (Talk().send(0, SYN).send(1, SYN | ACK), {Outcome.HANDSHAKE_UNFINISHED}),
    "scanned": (Talk().send(0, SYN).send(1, SYN | ACK).send(0, RST), {Outcome.HANDSHAKE_UNFINISHED}),
    "opened by both at once": (
        Talk().send(0, SYN).send(1, SYN).send(0, SYN | ACK, back=1).send(1, SYN | ACK, back=1),
        {Outcome.SIMULTANEOUS_OPEN, Outcome.STILL_OPEN},
    ),
    "opened in four steps": (
        Talk().send(0, SYN).send(1, SYN).send(0, SYN | ACK, back=1).send(1),
        {Outcome.SPLIT_HANDSHAKE, Outcome.STILL_OPEN},
    ),
    "reset": (Talk().shake().send(0, ACK, b"hello").send(1, RST | ACK), {Outcome.RESET}),
    "reset after a silence": (
        Talk().shake().send(0, ACK, b"hello").send(1).wait(60_000).send(1, RST | ACK),
        {Outcome.RESET, Outcome.IDLE_RESET},
    ),
    "reset after a silence in which an answer was due": (
        Talk().shake().send(0, ACK, b"hello").wait(60_000).send(1, RST, ack_less=5),
        {Outcome.RESET},
    ),
    "reset after a short silence": (
        Talk().shake().send(0, ACK, b"hello").send(1).wait(900).send(1, RST | ACK),
        {Outcome.RESET},
    ),
    "aborted": (Talk().shake().send(0, FIN | ACK).send(1, RST | ACK), {Outcome.ABORTED}),
    "half-closed": (Talk().shake().send(0, FIN | ACK).send(1), {Outcome.HALF_CLOSED}),
    "the last FIN not acknowledged": (
        Talk().shake().send(0, FIN | ACK).send(1).send(1, FIN | ACK),
        {Outcome.CLOSE_UNFINISHED},
    ),
    "still open": (Talk().shake(), {Outcome.STILL_OPEN}),
    "begun before the capture": (
        Talk().send(0, ACK, b"hello").send(1),
        {Outcome.MID_STREAM, Outcome.STILL_OPEN},
    ),
    "one way only": (
        Talk().send(0, SYN).send(1, SYN | ACK, is_seen=False).send(0).send(0, ACK, b"hello"),
        {Outcome.ONE_DIRECTION, Outcome.STILL_OPEN},
    ),
    "stalled": (
        Talk().shake().send(0, ACK, b"hello").send(1, window=0).wait(800).send(1, window=50).send(0, ACK, b"x"),
        {Outcome.STALLED, Outcome.STILL_OPEN},
    ),
    "a zero window of two milliseconds": (
        Talk().shake().send(0, ACK, b"hello").send(1, window=0).send(1).send(1).send(0, ACK, b"x"),
        {Outcome.STILL_OPEN},
    ),
    "a zero window for nobody": (
        Talk().shake().send(0, ACK, b"hello").send(1, window=0).wait(800).send(1, window=50),
        {Outcome.STILL_OPEN},
    ),
}


def over_ipv6(talk: Talk) -> Talk:
    """The same segments between other addresses."""
    moved = Talk(CLIENT_V6, SERVER_V6)
    for time, frame in talk.frames:
        source, destination = ends = (CLIENT_V6[0], SERVER_V6[0])
        if frame[26:30] == SERVER_V4:
            source, destination = reversed(ends)
        moved.frames.append((time, ip(source, destination, 6, frame[34:])))
    return moved


@pytest.mark.parametrize("is_v6", [False, True], ids=["IPv4", "IPv6"])
@pytest.mark.parametrize(("talk", "expected"), MADE.values(), ids=MADE)
def test_a_made_conversation_is_judged_rightly(talk: Talk, expected: set[Outcome], is_v6: bool, tmp_path: Path) -> None:
    verdict = verdict_on(over_ipv6(talk) if is_v6 else talk, tmp_path)
    assert set(verdict.outcomes) == expected
    assert verdict.disproof
    assert set(verdict.evidence) <= set(range(1, len(talk.frames) + 1))
    assert "10.0.0" not in verdict.sentence or not is_v6


def test_the_evidence_of_a_reset_tells_the_whole_story(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"hello").send(1).wait(60_000).send(1, RST | ACK)
    assert verdict_on(talk, tmp_path).evidence == (1, 2, 3, 5, 6)


def test_what_the_capture_lost_itself_is_said_where_it_could_explain_a_gap(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"hello", is_seen=False).send(0, ACK, b"hello")
    fates = fates_of(talk.table(tmp_path))
    assert verdict_of(fates, 0).sentence.endswith("lost or overtaken on the way here, or missed by the capture")
    assert verdict_of(fates, 0, dropped=2).sentence.endswith("by the capture (which dropped 2 packets itself)")
    assert 4 in verdict_of(fates, 0).evidence


def test_facts_are_made_once_and_count_what_was_captured(tmp_path: Path) -> None:
    fates = fates_of(Talk().shake().send(0, ACK, b"hello").table(tmp_path))
    facts = facts_of(fates, 0)
    assert (facts.packets, facts.bytes, facts.duration) == (4, 4 * 54 + 5, 3_000_000)
    assert (facts.rtt, facts.retransmissions, facts.outcomes) == (2_000_000, 0, (Outcome.STILL_OPEN,))
    assert facts_of(fates, 0) is facts


def test_there_is_no_verdict_on_a_conversation_that_is_not_there(tmp_path: Path) -> None:
    fates = fates_of(Talk().shake().table(tmp_path))
    for stream in (-1, 1):
        with pytest.raises(IndexError):
            verdict_of(fates, stream)


steps = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from([ACK, ACK, SYN, SYN | ACK, FIN | ACK, FIN, RST, RST | ACK, 0, SYN | FIN]),
        st.integers(0, 3),
        st.sampled_from([0, 0, 1, 3]),
        st.sampled_from([0, 500]),
        st.sampled_from([1, 7, 6000]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_there_is_a_verdict_on_whatever_was_sent(
    steps: list[tuple[int, int, int, int, int, int]], tmp_path: Path
) -> None:
    talk = Talk()
    for side, flags, length, back, window, pause in steps:
        talk.wait(pause).send(side, flags, bytes(length), back=back, window=window)
    verdict = verdict_on(talk, tmp_path)
    assert verdict.outcomes
    assert verdict.sentence.isprintable()
    assert set(verdict.evidence) <= set(range(1, len(steps) + 1))
    assert verdict.evidence
