from tests.tui.sockets.sights import ACCEPTED, ALL, LISTENER, OUTGOING, UNIX, held_by, seen
from tests.tui.sockets.story.made import listening, owned, process, tcp
from tui.socket_view.order import Arrangement, Line
from tui.socket_view.trees import Listeners, contents, lines_of
from tui.sockets.entry import Endpoint
from tui.sockets.seen import Seen
from tui.sockets.snapshot import CLOSED, OwnedSocket

SEEN = [seen(entry) for entry in ALL]


def lines(grouping: str, sockets: list[Seen] = SEEN, **more: object) -> list[Line]:
    return lines_of(sockets, Arrangement(grouping=grouping, **more), sockets)


def titles(found: list[Line]) -> list[str]:
    return [line.group.title for line in found if line.group is not None]


def test_a_list_has_a_line_for_each() -> None:
    found = lines("list")
    assert [line.seen for line in found] == SEEN
    assert [line.key for line in found] == [(one.key,) for one in SEEN]


def test_processes_lead_their_sockets_which_are_shown_where_they_are_open() -> None:
    found = lines("process")
    assert titles(found) == [
        "curl 30 · 424242",
        "named 40 · root",
        "nginx 20 · root",
        "process not known: owned by another user · root",
    ]
    assert all(line.is_open is False for line in found)
    nginx = found[2]
    assert nginx.group is not None
    assert nginx.group.words == "2 sockets: 1 listen, 1 established"
    opened = lines("process", turned=frozenset({nginx.key}))
    assert [line.seen for line in opened[3:5]] == SEEN[:2]
    assert {(line.depth, line.parent) for line in opened[3:5]} == {(1, nginx.key)}


def test_a_process_without_a_name_leads_its_sockets_too() -> None:
    assert titles(lines("process", [seen(held_by(LISTENER, process("", 20, 0)))])) == ["(no name) 20 · root"]


def test_a_socket_of_several_processes_stands_with_each_of_them() -> None:
    shared = seen(held_by(LISTENER, process("nginx", 20, 0), process("nginx", 21, 0)))
    found = lines("process", [shared], are_open=True)
    assert titles(found) == ["nginx 20 · root", "nginx 21 · root"]
    assert [line.seen for line in found if line.group is None] == [shared, shared]
    assert len({line.key for line in found}) == 4


def test_a_process_with_two_descriptors_for_one_socket_has_it_once() -> None:
    owner = process("nginx", 20)
    twice = seen(held_by(LISTENER, owner, owner._replace(descriptor=9)))
    assert len(lines("process", [twice], are_open=True)) == 2


def test_sorted_groups_stand_as_the_first_of_theirs() -> None:
    found = lines_of([SEEN[3], SEEN[0]], Arrangement(grouping="process", sorted_by="pid", descending=True), SEEN)
    assert titles(found) == ["named 40 · root", "nginx 20 · root"]


def test_listeners_lead_the_connections_that_they_accepted() -> None:
    found = lines("listener", are_open=True)
    listener = found[0]
    assert listener.seen is SEEN[0]
    assert listener.group is not None
    assert listener.group.words == "1 connection"
    assert found[1].seen is SEEN[1]
    assert found[1].parent == listener.key
    assert titles(found)[2:] == ["connections without a listener here", "sockets without connections"]


def test_a_listener_without_connections_cannot_be_opened() -> None:
    (line,) = lines("listener", [SEEN[0]])
    assert line.is_open is None
    assert line.group is not None
    assert line.group.words == "no connection"


def test_connections_that_closed_are_counted_apart() -> None:
    gone = seen(ACCEPTED, closed_ns=5)
    assert [line.group and line.group.words for line in lines("listener", [SEEN[0], gone])] == [
        "no connection, 1 closed"
    ]
    both = [SEEN[0], SEEN[1], gone._replace(key=("gone",))]
    assert [line.group and line.group.words for line in lines("listener", both)] == ["1 connection, 1 closed"]


def test_a_listener_that_the_filter_hides_still_leads_what_it_accepted() -> None:
    found = lines_of([SEEN[1]], Arrangement(grouping="listener"), SEEN)
    assert [line.seen for line in found] == [SEEN[0]]


def words_of_listener(*sockets: Seen, everything: list[Seen]) -> str:
    (line,) = lines_of(sockets, Arrangement(grouping="listener"), everything)
    assert line.group is not None
    return line.group.words


def test_connections_that_filter_or_toggles_hide_are_not_denied() -> None:
    listener, accepted = SEEN[:2]
    second = accepted._replace(key=("second",))
    gone = accepted._replace(key=("gone",), closed_ns=5)
    assert words_of_listener(listener, everything=[listener, accepted]) == "1 connection not shown"
    assert words_of_listener(listener, everything=[listener, accepted, second]) == "2 connections not shown"
    assert words_of_listener(listener, accepted, everything=[listener, accepted, second]) == "1 connection, 1 not shown"
    assert words_of_listener(listener, gone, everything=[listener, accepted, gone]) == (
        "1 connection not shown, 1 closed"
    )
    assert words_of_listener(listener, everything=[listener, gone]) == "no connection"


def accepts(listener: OwnedSocket, one: OwnedSocket) -> bool:
    return Listeners([seen(listener)]).of(seen(one)) is not None


def serving(address: str) -> OwnedSocket:
    return owned(listening(address, 80))


def test_a_listener_accepts_at_its_address_or_at_any() -> None:
    assert accepts(serving("127.0.0.1"), ACCEPTED)
    assert accepts(serving("0.0.0.0"), ACCEPTED)
    assert accepts(serving("::"), ACCEPTED)
    assert not accepts(serving("127.0.0.2"), ACCEPTED)
    assert not accepts(serving("127.0.0.1"), OUTGOING)


def test_ipv4_served_by_an_ipv6_socket_is_of_its_listener() -> None:
    mapped = owned(tcp(local=Endpoint("::ffff:10.0.0.1", 80), remote=Endpoint("::ffff:10.0.0.2", 999)))
    assert accepts(serving("::"), mapped)
    assert accepts(serving("0.0.0.0"), mapped)
    six = owned(tcp(local=Endpoint("2001:db8::1", 80), remote=Endpoint("2001:db8::2", 999)))
    assert accepts(serving("::"), six)
    assert not accepts(serving("0.0.0.0"), six)


def test_of_several_listeners_the_closest_accepted_it() -> None:
    wide, close = seen(serving("0.0.0.0")), seen(serving("127.0.0.1"))
    assert Listeners([wide, close]).of(seen(ACCEPTED)) is close
    dual = seen(serving("::"))
    assert Listeners([dual, wide]).of(seen(ACCEPTED)) is wide


def test_of_listeners_at_the_same_place_that_of_the_same_process_accepted_it() -> None:
    mine = seen(owned(listening("127.0.0.1", 80, cookie=1), "nginx", pid=20))
    other = seen(owned(listening("127.0.0.1", 80, cookie=2), "nginx", pid=99))
    assert Listeners([other, mine]).of(seen(ACCEPTED)) is mine


def test_unix_connections_are_of_the_listener_at_their_path() -> None:
    accepted = UNIX._replace(socket=UNIX.socket._replace(state="ESTABLISHED", cookie=99, peer_inode=5))
    assert accepts(UNIX, accepted)
    assert not accepts(UNIX, accepted._replace(socket=accepted.socket._replace(path="/run/b")))


def test_a_closed_listener_leads_nothing() -> None:
    assert Listeners([seen(LISTENER, closed_ns=3)]).of(seen(ACCEPTED)) is None


def test_what_is_in_a_group_is_told_by_states() -> None:
    states = ["ESTABLISHED"] * 3 + ["CLOSE-WAIT"] * 2 + ["LISTEN", "TIME-WAIT"]
    found = [seen(owned(tcp(state, cookie=number))) for number, state in enumerate(states)]
    assert contents(found) == "7 sockets: 3 established, 2 close-wait, 1 listen, 1 other"
    assert contents([seen(OUTGOING, closed_ns=1)]) == "1 socket: 1 closed"


def test_what_nobody_holds_is_grouped_by_the_reason() -> None:
    left = OwnedSocket(tcp("TIME-WAIT", inode=0, uid=None), unknown=CLOSED)
    assert titles(lines("process", [seen(left)])) == ["no process: closed by its process"]
