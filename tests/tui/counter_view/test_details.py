"""What there is to read of a counter and of an interface."""

from __future__ import annotations

from tests.tui.counting import history_of, look
from tui.counter_view.details import UNKNOWN, explanation, paragraphs, rates_of, title_of
from tui.counter_view.interface_rows import Way

HISTORY = history_of(look(), look(1, TcpRetransSegs=9, eth0__rx_missed_errors=3, lo__rx_dropped=2, TcpCurrEstab=5))


def test_a_counter_is_explained_with_what_to_look_at() -> None:
    told = explanation(HISTORY, "TcpRetransSegs")
    assert told.startswith("Segments sent again")
    assert "Sockets tells which connection it is" in told
    assert explanation(HISTORY, "TcpExtNewThing") == UNKNOWN


def test_an_interface_tells_what_went_wrong_the_most_telling_alone() -> None:
    assert explanation(HISTORY, Way("eth0", "rx")).startswith("rx_missed_errors 3: Packets lost")
    assert explanation(HISTORY, Way("lo", "rx")).startswith("rx_dropped 2: ")
    assert explanation(HISTORY, Way("lo", "tx")) == "Nothing went wrong this way."


def test_titles_and_rates() -> None:
    assert (title_of("TcpInSegs"), title_of(Way("lo", "tx"))) == ("TcpInSegs", "lo out")
    assert rates_of(HISTORY, "TcpRetransSegs") == [2.0]
    assert rates_of(HISTORY, "TcpCurrEstab") == [3.0, 5.0]
    assert rates_of(HISTORY, Way("lo", "rx")) == [0.0]


def test_all_of_a_counter() -> None:
    text = "\n".join(one.head + one.text for one in paragraphs(HISTORY, "TcpRetransSegs"))
    assert "Look at  Sockets tells" in text
    assert "sign of trouble" in text
    assert "9, +2 since the start, 2.0 a second" in text


def test_all_of_an_interface() -> None:
    told = paragraphs(HISTORY, Way("eth0", "rx"))
    text = "\n".join(one.head + one.text for one in told)
    assert told[0].text == "Up, at most 1,500 bytes a packet (MTU)."
    assert "rx_missed_errors  Packets lost as the host" in text
    assert [one.style for one in told if one.text.startswith("3, +3")] == ["text--error"]
    assert paragraphs(HISTORY, Way("gone", "rx")) == []
