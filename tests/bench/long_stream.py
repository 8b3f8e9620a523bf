"""One long TCP conversation as a capture: a download of lines of text in full segments, acknowledged, nothing lost."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from tests.bench.captures import PCAP_HEADER, START_SECONDS, folder

PAYLOAD = 1448
SEGMENTS_AN_ACK = 2
BATCH = 4_096
"""Acknowledgments, each behind its segments."""
CLIENT, SERVER = ("10.0.0.2", 40000), ("10.0.0.1", 80)


def make_stream(megabytes: int) -> Path:
    """A capture whose conversation tcp:0 has so many million bytes, made if it is not there."""
    path = folder() / f"stream-{megabytes}.pcap"
    if not path.exists():
        rounds = -(-megabytes * 1_000_000 // (PAYLOAD * SEGMENTS_AN_ACK))
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.write(PCAP_HEADER)
            for first in range(0, rounds, BATCH):
                file.write(_rounds(first, min(BATCH, rounds - first)))
        unfinished.rename(path)
    return path


def _rounds(first: int, count: int) -> bytes:
    """Segments and acknowledgments `first` to `first + count`."""
    data, acknowledgment = _record(PAYLOAD, from_server=True), _record(0, from_server=False)
    one = np.frombuffer(data * SEGMENTS_AN_ACK + acknowledgment, np.uint8)
    records = np.tile(one, (count, 1))
    rounds = np.arange(first, first + count, dtype=np.int64)
    for number in range(SEGMENTS_AN_ACK + 1):
        at = number * len(data)
        position = (rounds * SEGMENTS_AN_ACK + number) * PAYLOAD
        microseconds = rounds * 10 + number
        _put(records, at, START_SECONDS + microseconds // 1_000_000, "<u4")
        _put(records, at + 4, microseconds % 1_000_000, "<u4")
        if number < SEGMENTS_AN_ACK:
            _put(records, at + 16 + 38, position + 1, ">u4")
            lines = np.arange(PAYLOAD // 8)
            text = (position[:, None] // 8 + lines) % 10_000_000
            digits = (text[:, :, None] // 10 ** np.arange(6, -1, -1) % 10 + 0x30).astype(np.uint8)
            filled = np.concatenate([digits, np.full((*text.shape, 1), 0x0A, np.uint8)], axis=2)
            records[:, at + 16 + 54 : at + len(data)] = filled.reshape(count, -1)
        else:
            _put(records, at + 16 + 42, position + 1, ">u4")
    return records.tobytes()


def _put(records: np.ndarray, at: int, values: np.ndarray, kind: str) -> None:
    records[:, at : at + 4] = values.astype(kind).view(np.uint8).reshape(-1, 4)


def _record(size: int, *, from_server: bool) -> bytes:
    """A frame with its record header, numbers left 0."""
    ends = (SERVER, CLIENT) if from_server else (CLIENT, SERVER)
    addresses = b"".join(bytes(map(int, address.split("."))) for address, _ in ends)
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 40 + size, 0, 0x4000, 64, 6, 0) + addresses
    tcp = struct.pack("!HHIIBBHHH", ends[0][1], ends[1][1], 1, 1, 0x50, 0x10, 512, 0, 0)
    frame = bytes.fromhex("0200000000020200000000010800") + ip + tcp + bytes(size)
    return struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame
