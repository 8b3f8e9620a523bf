"""What the counters of Multipath TCP count."""

from __future__ import annotations

from tui.sockets.counted.mptcp import MPTCP
from tui.sockets.counted.trouble import TROUBLE


def test_each_is_a_sentence_and_none_tells_of_trouble() -> None:
    for name, meaning in MPTCP.items():
        assert meaning.endswith("."), name
        assert name not in TROUBLE
