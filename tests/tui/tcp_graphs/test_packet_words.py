"""Packets in words that a learner understands."""

from __future__ import annotations

from pathlib import Path

from dissectors.statistics.tcp_graphs.observed import Observed
from tests.dissectors.statistics.tcp_graphs.talk import ACK, RST, Said, observed_of, sack, transfer
from tests.tui.tcp_graphs.pictures import ENDS
from tui.tcp_graphs.packet_words import packet_events, packet_head, packet_sentences


def told(seen: Observed, place: int) -> str:
    return " ".join(packet_sentences(seen, place))


def test_a_packet_is_told_with_number_time_and_direction(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert packet_head(seen, 0, ENDS) == "Packet 1 · 0.000000000 s · 10.0.0.1:40000 → 10.0.0.2:80"
    assert packet_head(seen, 1, ENDS).endswith("10.0.0.2:80 → 10.0.0.1:40000")


def test_data_is_told_with_its_numbers_and_what_is_on_its_way(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert told(seen, 3).startswith("Carries 100 bytes, numbers 1 to 100, 100 on their way.")


def test_an_acknowledgment_is_told_with_its_round_trip_and_window(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert told(seen, 5) == "Acknowledges all before 101, 10 ms after packet 4; has room for 1,000 bytes."


def test_what_happened_comes_first(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert packet_events(seen, 6) == ["duplicate ACK"]
    assert told(seen, 6).startswith("Acknowledges the same again")
    assert told(seen, 6).endswith("SACK: has 201 to 300.")
    assert told(seen, 9).startswith("Sent again at once")


def test_opening_and_closing_are_told(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert told(seen, 0) == "SYN: opens the direction from its sender, and takes sequence number 0."
    assert told(seen, 11).startswith("FIN: has nothing more to send.")


def test_a_reset_is_told(tmp_path: Path) -> None:
    seen = observed_of([Said(0, 0, 1, 1, 10), Said(1, 1, 1, 11, flags=RST | ACK)], tmp_path)
    assert packet_events(seen, 1) == ["reset"]
    assert told(seen, 1).startswith("Reset: the connection ends at once")


def test_what_came_twice_and_many_blocks_are_told(tmp_path: Path) -> None:
    said = [Said(0, 0, 1, 1, 500), Said(1, 1, 1, 501, options=sack((101, 201), (601, 701), (801, 901)))]
    assert told(observed_of(said, tmp_path), 1).endswith("SACK: got twice 101 to 200, 601 to 700 and 1 more.")
