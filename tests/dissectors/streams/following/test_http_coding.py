"""Bodies unpacked piece by piece: whole, cut, broken, and far larger than they came."""

from __future__ import annotations

import gzip
import zlib

import pytest

from dissectors.streams.following import http_coding
from dissectors.streams.following.http_coding import PIECE_BYTES, Unpacker

TEXT = b"hello " * 100


def unpacked(coding: str, *data: bytes) -> bytes:
    unpacker = Unpacker(coding)
    return b"".join([*(piece for some in data for piece in unpacker.feed(some)), *unpacker.end()])


@pytest.mark.parametrize("coding", ["", "identity"])
def test_what_is_not_packed_stays_as_it_is(coding: str) -> None:
    assert unpacked(coding, TEXT) == TEXT


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("X-GZip", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
    ],
    ids=["gzip", "X-GZip", "zlib", "deflate"],  # the bytes of gzip have the time in them
)
def test_packed_bodies_are_unpacked_and_said_to_be(coding: str, packed: bytes) -> None:
    words = f"\n[{len(packed)} bytes of {coding.lower()} became 600]\n".encode()
    assert unpacked(coding, packed) == TEXT + words
    whole = unpacked(coding, *(packed[at : at + 1] for at in range(len(packed)))) if "gzip" in coding.lower() else b""
    assert whole in (b"", TEXT + words)


def test_a_file_of_several_members_is_unpacked_whole() -> None:
    assert unpacked("gzip", gzip.compress(b"one ") + gzip.compress(b"two")).startswith(b"one two\n[")


def test_broken_and_unknown_codings_are_shown_as_sent_and_said_to_be() -> None:
    assert unpacked("gzip", b"not at all") == b"\n[what follows is no gzip: shown as it was sent]\nnot at all"
    assert unpacked("br", b"\x0b\x02") == b"\n[the body is packed as br, which is not unpacked here]\n\x0b\x02"


def test_behind_missing_bytes_nothing_is_unpacked() -> None:
    unpacker = Unpacker("gzip")
    assert b"".join(unpacker.feed(gzip.compress(TEXT)[:20])) in TEXT
    unpacker.lost()
    assert b"".join(unpacker.feed(b"rest")).endswith(
        b"cannot be unpacked behind missing bytes: shown as it was sent]\nrest"
    )


def test_a_bomb_comes_in_small_pieces_and_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_coding, "MOST_UNPACKED", 1 << 20)
    pieces = list(Unpacker("gzip").feed(gzip.compress(bytes(1 << 25))))
    assert max(map(len, pieces)) <= PIECE_BYTES
    assert sum(map(len, pieces)) < (1 << 20) + 2 * PIECE_BYTES
    assert pieces[-1] == b"\n[more than 1 MiB: the rest of the body is not unpacked]\n"
