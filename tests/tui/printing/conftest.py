"""A small capture for everything that prints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dissectors import PacketTable, open_capture
from tests.conftest import SAMPLES


@pytest.fixture
def table() -> Iterator[PacketTable]:
    """Names looked up on loopback."""
    with open_capture(SAMPLES / "dns.pcapng") as capture:
        capture.refresh()
        yield PacketTable(capture)
