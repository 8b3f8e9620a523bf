"""What the counters of TCP count."""

from __future__ import annotations

from tui.sockets.counted.tcp import TCP
from tui.sockets.counted.trouble import TROUBLE


def test_each_is_a_sentence_and_none_tells_of_trouble() -> None:
    for name, meaning in TCP.items():
        assert meaning.endswith("."), name
        assert name not in TROUBLE
