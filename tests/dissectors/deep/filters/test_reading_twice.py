"""What a tshark with two passes reads, and how far it got."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dissectors.deep.filters.reading_twice import places_of


@pytest.mark.skipif(not os.path.isdir("/proc/self/fdinfo"), reason="the system does not tell how far a file was read")
def test_each_descriptor_of_a_file_tells_how_far_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(100))
    told = path.stat()
    assert places_of(os.getpid(), told) == []
    with path.open("rb", buffering=0) as first, path.open("rb", buffering=0) as second:
        first.read(60)
        second.read(10)
        assert places_of(os.getpid(), told) == [10, 60]
        with path.open("ab", buffering=0):
            assert places_of(os.getpid(), told)[-1] == 60, "the writer's is not counted"


def test_of_a_process_that_is_gone_nothing_is_told(tmp_path: Path) -> None:
    assert places_of(2**30, tmp_path.stat()) == []
