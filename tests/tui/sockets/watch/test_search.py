"""What a search has found, put together."""

from __future__ import annotations

from tests.tui.sockets.watch.fakes import CLIENT, CURL, NGINX, SERVER, WORKER, made
from tui.sockets.watch.beginnings import Beginning
from tui.sockets.watch.looking import Look
from tui.sockets.watch.search import Search, possible

BEGINNING = Beginning(CLIENT, SERVER, 5, 0)
SOCKET = made(CLIENT, SERVER, 1)


def client() -> Search:
    return Search("tcp", CLIENT, SERVER, 0, 0.0, BEGINNING, look=Look("exact", (SOCKET,)))


def server() -> Search:
    return Search("tcp", SERVER, CLIENT, 0, 0.0, BEGINNING, look=Look("exact", (made(SERVER, CLIENT, 1),)))


def test_the_ends_of_a_connection_are_told_apart() -> None:
    assert (client().is_client, client().is_server, client().is_accepted) == (True, False, False)
    assert (server().is_client, server().is_server, server().is_accepted) == (False, True, True)
    asked = Search("tcp", CLIENT, SERVER, 0, 0.0, is_asked=True)
    assert (asked.is_client, asked.is_server, asked.inodes) == (False, False, frozenset())
    assert len({client().key, server().key, asked.key}) == 3


def test_whoever_held_a_socket_at_any_time_may_be_it() -> None:
    search = client()
    assert possible(search) == ()
    search.first = {1: CURL}
    assert possible(search) == (CURL,)
    search.before, search.holders = {1: (CURL,)}, {1: (CURL, NGINX)}
    assert set(possible(search)) == {CURL, NGINX}
    search.holders = {}
    assert possible(search) == (CURL,)


def test_who_has_a_server_s_connection_now_is_it() -> None:
    search = server()
    search.first, search.before, search.holders = {1: NGINX}, {}, {1: (WORKER,)}
    assert possible(search) == (WORKER,)
    search.holders = {}
    assert possible(search) == (NGINX,)


def test_a_process_is_the_same_whatever_it_is_called_by_now() -> None:
    search = client()
    search.first, search.holders = {1: CURL}, {1: (CURL.__class__(CURL.pid, CURL.started, "bash", 0),)}
    assert [process.pid for process in possible(search)] == [CURL.pid]


def test_sockets_whose_holders_are_not_all_known_are_nobody_s() -> None:
    search = client()
    search.look = Look("listener", (SOCKET, made(CLIENT, None, 2)))
    search.holders = {1: (CURL,)}
    assert possible(search) == ()
    search.holders = {1: (CURL,), 2: (CURL,)}
    assert possible(search) == (CURL,)
