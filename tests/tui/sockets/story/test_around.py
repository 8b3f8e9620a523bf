"""Which other sockets matter to one."""

import pytest

from tests.tui.sockets.story.made import HERE, THERE, listening, owned, tcp
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import UNACCEPTED, OwnedSocket
from tui.sockets.story.around import MOST_OF_PROCESS, Surroundings, around, is_loopback, serves

SERVER = Endpoint("127.0.0.1", 80)
CLIENT = Endpoint("127.0.0.1", 40_000)


def test_the_other_end_is_found_where_it_is_on_this_machine() -> None:
    client = owned(tcp(local=CLIENT, remote=SERVER, cookie=1))
    server = owned(tcp(local=SERVER, remote=CLIENT, cookie=2), "nginx", pid=8)
    assert around(client, [client, server]).mirror is server
    assert around(server, [client, server]).mirror is client
    assert around(client, [client]).mirror is None


def test_ipv4_inside_of_ipv6_is_the_same_end() -> None:
    client = owned(tcp(local=CLIENT, remote=SERVER, cookie=1))
    mapped = tcp(local=Endpoint("::ffff:127.0.0.1", 80), remote=Endpoint("::ffff:127.0.0.1", 40_000), cookie=2)
    assert around(client, [owned(mapped, "nginx", pid=8)]).mirror is not None


def test_another_namespace_has_the_same_addresses_and_nothing_to_do_with_it() -> None:
    client = owned(tcp(local=CLIENT, remote=SERVER, cookie=1))
    elsewhere = owned(tcp(local=SERVER, remote=CLIENT, cookie=2, namespace="blue"))
    assert around(client, [elsewhere]) == around(client, [])


def test_a_listener_has_its_connections_counted() -> None:
    listener = owned(listening("127.0.0.1", 80), "nginx")
    held = owned(tcp(local=SERVER, remote=CLIENT, cookie=2), "nginx")
    waiting = OwnedSocket(tcp(local=SERVER, remote=CLIENT._replace(port=2), inode=0, cookie=3), (), UNACCEPTED)
    half = OwnedSocket(tcp("SYN-RECEIVED", SERVER, CLIENT._replace(port=3), inode=0, cookie=4), (), UNACCEPTED)
    other = owned(tcp(local=SERVER._replace(port=81), remote=CLIENT, cookie=5), pid=8)
    near = around(listener, [listener, held, waiting, half, other])
    assert (near.accepted, near.waiting, near.half_open) == (1, 1, 1)
    assert around(held, [listener, held]).listener is listener
    assert (near.of_process, near.held) == ((held,), 1)


def test_a_caller_on_this_machine_has_its_listener_found() -> None:
    listener = owned(listening("0.0.0.0", 80), "nginx")
    assert around(owned(tcp("SYN-SENT", CLIENT, SERVER)), [listener]).called is listener
    assert around(owned(tcp("SYN-SENT", HERE, THERE._replace(port=80))), [listener]).called is None


def test_connections_in_time_wait_with_the_same_end_are_counted() -> None:
    gone = [owned(tcp("TIME-WAIT", HERE._replace(port=port), THERE, cookie=port)) for port in (1, 2, 3)]
    assert around(owned(tcp()), [*gone, owned(tcp("TIME-WAIT", remote=HERE, cookie=9))]).same_peer_waits == 3


def test_of_a_process_with_many_sockets_some_are_named_and_all_are_counted() -> None:
    many = [owned(tcp("CLOSE-WAIT", HERE._replace(port=port), cookie=port)) for port in range(1, 21)]
    near = Surroundings([*many, owned(tcp(cookie=99), pid=8), owned(listening("::", 80, cookie=98))])
    for one in (many[0], many[-1]):
        told = near.of(one)
        assert (told.held, told.close_waits, len(told.of_process)) == (20, 19, MOST_OF_PROCESS)
        assert one not in told.of_process
        assert told.of_process[0].socket.state == "LISTEN"
    stranger = near.of(owned(tcp("CLOSE-WAIT", cookie=97)))
    assert (stranger.held, stranger.close_waits) == (21, 20)


def test_listeners_that_share_a_port_have_their_own_connections() -> None:
    on_all, on_one = owned(listening("0.0.0.0", 80, cookie=1)), owned(listening("10.0.0.1", 80, cookie=2))
    here = [
        owned(tcp(local=Endpoint("10.0.0.1", 80), remote=CLIENT._replace(port=port), cookie=port)) for port in (3, 4)
    ]
    there = owned(tcp(local=Endpoint("10.0.0.2", 80), remote=CLIENT, cookie=5))
    near = Surroundings([on_all, on_one, *here, there])
    assert (near.of(on_one).accepted, near.of(on_all).accepted) == (2, 3)
    assert near.of(there).listener is on_all


def test_a_connection_to_itself_has_no_other_end() -> None:
    alone = owned(tcp(local=SERVER, remote=SERVER))
    assert around(alone, [alone]).mirror is None


def test_unix_sockets_have_peers_by_inode() -> None:
    one = Socket("unix", "unix", "ESTABLISHED", inode=1, cookie=1, peer_inode=2)
    other = owned(Socket("unix", "unix", "ESTABLISHED", inode=2, cookie=2, peer_inode=1, path="/run/x"), "dbus")
    assert around(owned(one), [other]).mirror is other


@pytest.mark.parametrize(
    ("listener", "local", "expected"),
    [
        (listening("0.0.0.0", 80), Endpoint("10.0.0.1", 80), True),
        (listening("0.0.0.0", 80), Endpoint("10.0.0.1", 81), False),
        (listening("0.0.0.0", 80), Endpoint("fe80::1", 80), False),
        (listening("::", 80, only_ipv6=False), Endpoint("::ffff:10.0.0.1", 80), True),
        (listening("::", 80, only_ipv6=True), Endpoint("10.0.0.1", 80), False),
        (listening("::", 80, only_ipv6=True), Endpoint("fe80::1", 80), True),
        (listening("10.0.0.2", 80), Endpoint("10.0.0.1", 80), False),
        (listening("::ffff:10.0.0.1", 80), Endpoint("10.0.0.1", 80), True),
        (Socket("tcp", "ipv4", "LISTEN"), Endpoint("10.0.0.1", 80), False),
    ],
)
def test_which_connections_a_listener_gets(listener: Socket, local: Endpoint, expected: bool) -> None:
    assert serves(listener, local) is expected


def test_loopback_is_told() -> None:
    assert [is_loopback(address) for address in ("127.0.0.53", "::1", "::ffff:127.0.0.1", "10.0.0.1", "::2")] == [
        True, True, True, False, False,
    ]  # fmt: skip
