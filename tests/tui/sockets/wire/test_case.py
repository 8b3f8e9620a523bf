"""One socket beside its packets."""

from tests.tui.sockets.story.made import tcp
from tests.tui.sockets.wire.made import NOW, ago, end, opened, wire
from tui.sockets.story.around import Around
from tui.sockets.wire.case import Case, at
from tui.sockets.wire.facts import Moment


def case(quiet: float = 10) -> Case:
    return Case(tcp(), wire(opened(), end(), quiet=quiet), NOW, Around())


def test_times_count_to_the_look_at_the_socket() -> None:
    assert case().since(ago(40)) == 40
    assert (case().since(None), case().since(Moment(1, None)), case().since(ago(-1))) == (None, None, None)
    assert case().lasts(ago(40)) == "for 40 s "
    assert case().lasts(None) == ""


def test_settled_is_what_both_have_seen() -> None:
    assert (case().is_settled, case(0.1).is_settled) == (True, False)


def test_packets_are_told_by_their_numbers() -> None:
    assert (at(ago(1, 7)), at(None)) == (" (packet 7)", "")
