"""The declared parts of SCTP's chunks."""

from __future__ import annotations

import pytest

from dissectors.header import Header
from dissectors.names.sctp import CHUNK_TYPES
from dissectors.transport.sctp_chunks import CHUNK_HEADERS, ChunkHeader


@pytest.mark.parametrize("header", [ChunkHeader, *CHUNK_HEADERS.values()])
def test_every_chunk_begins_with_type_flags_and_length(header: type[Header]) -> None:
    assert [(spec.name, spec.bit_offset, spec.bits) for spec in header.specs[:3]] == [
        ("sctp.chunk_type", 0, 8),
        ("sctp.chunk_flags", 8, 8),
        ("sctp.chunk_length", 16, 16),
    ]


def test_every_declared_chunk_has_a_name() -> None:
    assert set(CHUNK_HEADERS) <= set(CHUNK_TYPES)
