"""Conversations made for tests, with what became of them."""

from __future__ import annotations

from pathlib import Path

from dissectors.packets.table import PacketTable
from dissectors.streams.outcomes.fates import Fates, Transport
from dissectors.streams.outcomes.verdict import Verdict, verdict_of
from tests.dissectors.streams.frames import capture_of
from tests.dissectors.streams.talk import Talk


def fates_of(table: PacketTable, protocol: Transport = "tcp") -> Fates:
    table.judge(len(table))
    return table.index.fates.of(protocol)


def verdict_on(talk: Talk, folder: Path, *others: Talk) -> Verdict:
    """The verdict on the conversation that begins first."""
    return verdict_of(fates_of(talk.table(folder, *others)), 0)


def verdict_on_datagrams(frames: list[bytes], folder: Path, stream: int = 0) -> Verdict:
    """The verdict on a UDP conversation of a capture whose frames come at once."""
    return verdict_of(fates_of(PacketTable(capture_of(frames, folder)), "udp"), stream)
