import pytest

from dissectors.filters.errors import FilterError
from tests.tui.sockets.sights import ACCEPTED, ALL, DATAGRAMS, LISTENER, OUTGOING, UNKNOWN, seen
from tests.tui.sockets.story.made import info, owned, tcp
from tui.socket_view.order import Arrangement, Arranger, counted, is_being, kind_of
from tui.sockets.filtering import SocketFilter, compile_socket_filter
from tui.sockets.seen import Seen
from tui.sockets.snapshot import OwnedSocket

SEEN = [seen(entry) for entry in reversed(ALL)]


def shown(wanted: Arrangement, sockets: list[Seen] = SEEN) -> list[OwnedSocket]:
    return [one.found for one in Arranger().arrange(sockets, wanted)]


def test_without_a_wish_they_stand_by_kind_and_listeners_first() -> None:
    assert shown(Arrangement()) == [LISTENER, ACCEPTED, OUTGOING, DATAGRAMS, UNKNOWN]


def test_only_kinds_that_are_on_are_shown_and_several_add_up() -> None:
    assert shown(Arrangement(kinds=frozenset({"udp"}))) == [DATAGRAMS]
    assert shown(Arrangement(kinds=frozenset({"udp", "unix"}))) == [DATAGRAMS, UNKNOWN]


def test_listening_are_those_that_wait_and_established_those_that_talk() -> None:
    assert shown(Arrangement(beings=frozenset({"listening"}))) == [LISTENER, DATAGRAMS, UNKNOWN]
    assert shown(Arrangement(beings=frozenset({"established"}))) == [ACCEPTED, OUTGOING]
    assert len(shown(Arrangement(beings=frozenset({"established", "listening"})))) == 5


def test_kinds_and_states_must_both_hold() -> None:
    assert shown(Arrangement(kinds=frozenset({"tcp"}), beings=frozenset({"listening"}))) == [LISTENER]


def test_a_filter_chooses() -> None:
    chosen = compile_socket_filter('proc.name == "nginx" && sock.state == "ESTABLISHED"')
    assert shown(Arrangement(chosen=chosen)) == [ACCEPTED]


def test_a_socket_is_only_asked_again_when_it_has_changed() -> None:
    asked: list[OwnedSocket] = []

    class Counting(SocketFilter):
        def matches(self, entry: OwnedSocket) -> bool:
            asked.append(entry)
            return True

    arranger, wanted = Arranger(), Arrangement(chosen=Counting("", None))
    arranger.arrange(SEEN, wanted)
    assert len(asked) == 5
    busy = seen(owned(tcp(cookie=12, send_queue=9)))
    arranger.arrange([busy if one.key == busy.key else one for one in SEEN], wanted)
    assert len(asked) == 6
    arranger.arrange(SEEN, Arrangement(chosen=Counting("other", None)))
    assert len(asked) == 11


def test_a_filter_that_takes_too_long_is_an_error() -> None:
    class Slow(SocketFilter):
        def matches(self, entry: OwnedSocket) -> bool:
            raise FilterError("too long", 0)

    with pytest.raises(FilterError):
        Arranger().arrange(SEEN, Arrangement(chosen=Slow("", None)))


def test_sorted_by_a_column_what_it_does_not_tell_comes_last_both_ways() -> None:
    by_pid = shown(Arrangement(sorted_by="pid"))
    assert by_pid == [LISTENER, ACCEPTED, OUTGOING, DATAGRAMS, UNKNOWN]
    assert shown(Arrangement(sorted_by="pid", descending=True)) == [DATAGRAMS, OUTGOING, LISTENER, ACCEPTED, UNKNOWN]


def test_what_changes_its_state_changes_its_place() -> None:
    arranger = Arranger()
    arranger.arrange(SEEN, Arrangement())
    closing = seen(ACCEPTED._replace(socket=LISTENER.socket._replace(cookie=11)))
    found = arranger.arrange([closing, seen(OUTGOING)], Arrangement())
    assert found[0] is closing


def test_details_of_all_are_wanted_where_rows_depend_on_them() -> None:
    assert not Arrangement(sorted_by="pid").needs_details
    assert Arrangement(sorted_by="rtt").needs_details
    assert Arrangement(chosen=compile_socket_filter("sock.rtt > 5")).needs_details
    assert not Arrangement(chosen=compile_socket_filter("sock.port == 80")).needs_details


def test_those_that_are_there_are_counted() -> None:
    counts = counted([*SEEN, seen(OUTGOING, closed_ns=5)])
    assert counts.total == 5
    assert counts.kinds == {"tcp": 3, "udp": 1, "unix": 1, "other": 0}
    assert counts.beings == {"listening": 3, "established": 2}


def test_counts_and_toggles_mean_the_same() -> None:
    for being, count in counted(SEEN).beings.items():
        assert count == sum(is_being(one.found.socket, being) for one in SEEN)
    for kind, count in counted(SEEN).kinds.items():
        assert count == sum(kind_of(one.found.socket) == kind for one in SEEN)


def test_groups_are_open_or_closed_but_for_those_that_were_turned() -> None:
    turned = frozenset({("a",)})
    assert Arrangement(turned=turned).is_open(("a",))
    assert not Arrangement(turned=turned).is_open(("b",))
    assert not Arrangement(are_open=True, turned=turned).is_open(("a",))


def test_sorted_by_tcp_info_largest_first() -> None:
    slow, fast = (seen(owned(tcp(cookie=number, info=info(rtt=number)))) for number in (900, 100))
    assert shown(Arrangement(sorted_by="rtt", descending=True), [fast, slow]) == [slow.found, fast.found]
