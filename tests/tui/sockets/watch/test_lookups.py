"""What searches keep of what the kernel says, and of what it said before."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tui.sockets.watch.fakes import CLIENT, SERVER, FakeKernel, made
from tui.sockets.entry import Socket
from tui.sockets.watch.beginnings import Beginning
from tui.sockets.watch.lookups import Lookups
from tui.sockets.watch.search import Search

BEGINNING = Beginning(CLIENT, SERVER, 5, 0)
CONNECTED, ACCEPTED, LISTENER = made(CLIENT, SERVER, 1), made(SERVER, CLIENT, 3), made(SERVER, None, 2)


def client() -> Search:
    return Search("tcp", CLIENT, SERVER, 0, 0.0, BEGINNING)


def server() -> Search:
    return Search("tcp", SERVER, CLIENT, 0, 0.0, BEGINNING)


def asked() -> Search:
    return Search("tcp", CLIENT, SERVER, 0, 0.0, is_asked=True)


def lookups(*sockets: Socket, times: Iterator[int] | None = None) -> tuple[Lookups, FakeKernel]:
    """`times` are what is told of the time since 1970, one after the other."""
    kernel = FakeKernel(*sockets)
    return Lookups(kernel, lambda: 7.0, (lambda: next(times)) if times is not None else lambda: 1_000), kernel


def test_a_look_is_kept_with_its_time_and_counted() -> None:
    looking, _ = lookups(CONNECTED)
    search = client()
    looking.look(search)
    assert search.look is not None
    assert search.look.sockets == (CONNECTED,)
    assert (search.attempts, search.looked, search.looked_ns, search.time_ns) == (1, 7.0, 1_000, 0)
    looking.look(question := asked())
    assert question.time_ns == 1_000


def test_a_look_that_took_long_is_done_again_and_does_not_count_if_all_did() -> None:
    looking, kernel = lookups(CONNECTED, times=iter([0, 10**9, 10**9, 10**9 + 1]))
    search = client()
    looking.look(search)
    assert (search.look is not None, search.looked_ns, kernel.asked, search.attempts) == (True, 10**9 + 1, 2, 1)
    looking, kernel = lookups(CONNECTED, times=iter(range(0, 10**12, 10**9)))
    looking.look(search)
    assert (search.look, kernel.asked) == (None, 10)


def test_what_a_server_s_socket_was_is_kept_when_it_is_gone_and_a_client_s_is_not() -> None:
    looking, kernel = lookups(CONNECTED, ACCEPTED)
    ends = server(), client()
    for one in ends:
        looking.look_again(one)
    kernel.sockets.clear()
    for one in ends:
        looking.look_again(one)
    assert [one.look is not None for one in ends] == [True, False]


def test_of_one_that_is_asked_about_another_socket_than_before_is_none() -> None:
    looking, kernel = lookups(CONNECTED)
    search = asked()
    looking.look_again(search)
    looking.look_again(search)
    assert search.look is not None
    kernel.sockets[0] = CONNECTED._replace(cookie=77)
    looking.look_again(search)
    assert search.look is None


def test_listeners_are_taken_where_programs_hold_them() -> None:
    looking, kernel = lookups(LISTENER)
    search = server()
    assert looking.take_listeners(search)
    assert (search.look is not None and search.look.how, search.inodes) == ("listener", {2})
    kernel.sockets[0] = made(SERVER, None, 0)
    other = server()
    assert not looking.take_listeners(other)
    assert other.look is None


def test_listeners_stand_for_a_connection_that_no_program_holds() -> None:
    looking, kernel = lookups(LISTENER, made(SERVER, CLIENT, 0, cookie=9))
    search = server()
    looking.look(search)
    looking.take_listeners_unless_held(search)
    assert search.inodes == {2}
    kernel.sockets[1] = ACCEPTED
    looking.look(search)
    looking.take_listeners_unless_held(search)
    assert search.inodes == {3}
    kernel.sockets[:] = [made(SERVER, CLIENT, 0, cookie=9)]
    looking.look(search)
    looking.take_listeners_unless_held(search)
    assert (search.look is not None and search.look.how, search.inodes) == ("exact", frozenset())
