from tests.tui.sockets.sights import ALL, LISTENER, OUTGOING, UNKNOWN, seen
from tests.tui.sockets.story.made import info, memory
from tui.socket_view.columns import COLUMNS_BY_NAME, ENDS, SOCKET_COLUMNS, Manner, age_words
from tui.sockets.entry import Timer
from tui.sockets.seen import NANOSECONDS, Seen
from tui.sockets.snapshot import OwnedSocket

NOW = Manner(time_ns=60 * NANOSECONDS)


def text(name: str, one: Seen, manner: Manner = NOW) -> str:
    return COLUMNS_BY_NAME[name].text(one, manner)


def with_info(found: OwnedSocket, **values: int) -> OwnedSocket:
    return found._replace(socket=found.socket._replace(info=info(**values), memory=memory(dropped=3)))


def test_each_column_has_a_name_of_its_own_and_both_ends_are_among_them() -> None:
    assert len(COLUMNS_BY_NAME) == len(SOCKET_COLUMNS)
    assert set(ENDS) <= COLUMNS_BY_NAME.keys()


def test_every_column_tells_something_of_every_socket_and_can_be_sorted_by() -> None:
    for column in SOCKET_COLUMNS:
        for found in ALL:
            assert column.text(seen(found), NOW)
        orders = [column.order(seen(found)) for found in ALL]
        sorted(order for order in orders if order is not None)


def test_a_socket_is_told_as_in_print() -> None:
    one = seen(OUTGOING)
    names = ("protocol", "state", "local", "remote", "recvq", "sendq", "process", "pid")
    assert [text(name, one) for name in names] == [
        "tcp", "ESTABLISHED", "127.0.0.1:41000", "127.0.0.1:80", "7", "0", "curl", "30",
    ]  # fmt: skip


def test_ports_are_numbers_or_services() -> None:
    assert text("remote", seen(OUTGOING), Manner(numeric=False)) == "127.0.0.1:http"


def test_why_no_process_is_known_stands_in_its_place() -> None:
    assert text("process", seen(UNKNOWN)) == "(owned by another user)"


def test_the_process_that_has_let_go_of_a_socket_is_told_as_such() -> None:
    assert text("process", seen(OUTGOING, has_let_go=True)) == "curl (closed it)"


def test_a_closed_socket_says_so_and_grows_no_older() -> None:
    one = seen(OUTGOING, 10, was_there=False, closed_ns=22 * NANOSECONDS)
    assert text("state", one) == "closed"
    assert text("age", one) == "12 s"


def test_the_age_of_what_was_there_before_is_only_known_at_least() -> None:
    assert text("age", seen(OUTGOING, 0)) == ">1 min"
    assert text("age", seen(OUTGOING, 57, was_there=False)) == "3 s"


def test_ages_are_told_in_the_largest_unit() -> None:
    assert [age_words(s) for s in (0.3, 59.9, 60, 7200, 400_000)] == ["0 s", "59 s", "1 min", "2 h", "4 d"]


def test_tcp_info_is_told_where_it_was_asked_for() -> None:
    one = seen(with_info(OUTGOING, rtt=1234, snd_cwnd=10, total_retrans=2, bytes_sent=5000), rates=(1500.0, 0.0))
    assert [text(name, one) for name in ("rtt", "cwnd", "retransmissions", "bytes_sent", "sent_rate", "drops")] == [
        "1.234", "10", "2", "5,000", "1.5 kB/s", "3",
    ]  # fmt: skip
    assert text("rtt", seen(OUTGOING)) == "—"
    assert text("rtt", seen(with_info(OUTGOING, rtt=0))) == "—"


def test_a_listener_counts_no_bytes() -> None:
    one = seen(with_info(LISTENER, snd_cwnd=10, bytes_sent=0), rates=(0.0, 0.0))
    assert [text(name, one) for name in ("cwnd", "bytes_sent", "sent_rate")] == ["—", "—", "—"]
    assert COLUMNS_BY_NAME["sent_rate"].order(one) is None


def test_a_timer_is_told_with_what_it_is_for_and_how_often() -> None:
    waiting = OUTGOING.socket._replace(timer=Timer("retransmit", 1500, 3))
    assert text("timer", seen(OUTGOING._replace(socket=waiting))) == "retransmit 1.5 s ×3"


def test_ends_are_sorted_by_number_and_paths_behind_them() -> None:
    order = COLUMNS_BY_NAME["local"].order
    nine = OUTGOING.socket._replace(local=OUTGOING.socket.local and OUTGOING.socket.local._replace(address="9.0.0.1"))
    ten = nine._replace(local=nine.local and nine.local._replace(address="10.0.0.1"))
    entries = [seen(UNKNOWN), seen(OUTGOING._replace(socket=ten)), seen(OUTGOING._replace(socket=nine))]
    assert sorted(entries, key=order) == [entries[2], entries[1], entries[0]]


def test_youngest_come_first_by_age() -> None:
    order = COLUMNS_BY_NAME["age"].order
    old, young, oldest = seen(OUTGOING, 5, was_there=False), seen(OUTGOING, 9, was_there=False), seen(OUTGOING, 1)
    assert sorted([oldest, old, young], key=order) == [young, old, oldest]
