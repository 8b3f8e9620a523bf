"""Fates as a capture grows."""

from __future__ import annotations

import io
from pathlib import Path

from dissectors.capture_file import CaptureFile, MergedCapture, PcapWriter, open_capture
from dissectors.packets.table import PacketTable
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversation_verdicts import judge_conversations
from dissectors.transport.outcome import Outcome
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp
from tests.dissectors.streams.talk import Talk

CLIENT, SERVER, RST = ("10.0.0.2", 1000), ("10.0.0.1", 80), 0x04
ASKED, REFUSED = tcp(CLIENT, SERVER, 1, SYN), tcp(SERVER, CLIENT, 0, RST | ACK)


def growing(folder: Path) -> tuple[Path, CaptureFile]:
    """One packet; the second one comes with `refuse`."""
    written = io.BytesIO()
    PcapWriter(written, 1).write(0, ASKED, len(ASKED))
    path = folder / "grows.pcap"
    path.write_bytes(written.getvalue())
    capture = open_capture(path)
    capture.refresh()
    return path, capture


def refuse(path: Path, capture: CaptureFile) -> None:
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    header = len(written.getvalue())
    writer.write(1, REFUSED, len(REFUSED))
    with path.open("ab") as file:
        file.write(written.getvalue()[header:])
    capture.refresh()


def test_rows_that_were_followed_before_are_judged(tmp_path: Path) -> None:
    path, capture = growing(tmp_path)
    fates = PacketTable(capture).index.fates
    fates.judge(1)
    assert fates.of("tcp").words(0) == (Outcome.NO_ANSWER,)
    refuse(path, capture)
    fates.extend(2)
    assert fates.of("tcp").words(0) == (Outcome.NO_ANSWER,)
    fates.judge(2)
    assert fates.of("tcp").words(0) == (Outcome.REFUSED,)
    assert fates.rows_judged == 2


def test_what_the_capture_lost_is_known_wherever_a_gap_is_told_of(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"hello", is_seen=False).send(0, ACK, b"hello")
    path = capture_of([frame for _, frame in talk.frames], tmp_path).path
    with MergedCapture() as capture:
        capture.add(path, "lo")
        capture.refresh()
        table = PacketTable(capture)
        table.judge(len(table))
        assert "gap in its sequence" in _told_of(table)
        assert "itself" not in _told_of(table)
        capture.drops = {"lo": 9}
        table.judge(len(table))
        assert "which dropped 9 packets itself" in _told_of(table)


def _told_of(table: PacketTable) -> str:
    """The sentence that all ways lead to."""
    index = table.index
    counts = ConversationCounts(index)
    counts.extend(len(table))
    judged = judge_conversations(index, {"tcp": counts.table("tcp")}, len(table))["tcp"].verdict(0)
    assert judged is not None
    in_tree = table.dissection(0).find("conv.verdict")
    facts = index.fates.of_row(0)
    assert facts is not None
    assert in_tree
    assert judged.sentence == facts[0][1].sentence
    return judged.sentence


def test_what_is_judged_is_judged_once(tmp_path: Path) -> None:
    _, capture = growing(tmp_path)
    fates = PacketTable(capture).index.fates
    fates.judge(1)
    before = fates.of("tcp")
    fates.judge(1)
    assert fates.of("tcp") is before
