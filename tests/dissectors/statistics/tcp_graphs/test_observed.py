"""What is told of segments."""

from __future__ import annotations

from pathlib import Path

from tests.dissectors.statistics.tcp_graphs.talk import FIN, SYN, Said, observed_of


def test_syn_and_fin_take_a_number_each(tmp_path: Path) -> None:
    seen = observed_of([Said(0, 0, 100, flags=SYN), Said(0, 1, 101, 1, 10), Said(0, 2, 111, 1, 5, flags=FIN)], tmp_path)
    assert seen.ends.tolist() == [1, 11, 17]
    assert len(seen) == 3
