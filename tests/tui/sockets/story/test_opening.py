"""The first sentence."""

import pytest

from tests.tui.sockets.story.made import HERE, THERE, listening, owned, tcp
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import CLOSED, NOBODY, OTHER_USER, UNACCEPTED, OwnedSocket
from tui.sockets.story.around import Around, around
from tui.sockets.story.opening import opening, subject

ALONE = Around()


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (
            listening("0.0.0.0", 1234),
            "nc waits for connections on port 1234, on every IPv4 address of this machine.",
        ),
        (
            listening("::", 1234, only_ipv6=False),
            "nc waits for connections on port 1234, on every address of this machine, IPv4 and IPv6.",
        ),
        (
            listening("::", 1234, only_ipv6=True),
            "nc waits for connections on port 1234, on every address of this machine, IPv6 only.",
        ),
        (
            listening("127.0.0.1", 1234),
            "nc waits for connections on port 1234, on 127.0.0.1, which only this machine reaches.",
        ),
        (listening("10.0.0.1", 22), "nc waits for connections on port 22 (ssh), on the address 10.0.0.1 only."),
        (tcp(), "nc talks to 93.184.216.34:443 (https) from port 40000."),
        (tcp("SYN-SENT"), "nc tries to connect to 93.184.216.34:443 (https), and there is no answer yet."),
        (
            tcp("CLOSE-WAIT"),
            "The other end of the connection with 93.184.216.34:443 (https) is closed; nc has not closed this one.",
        ),
        (tcp("BOUND", remote=None), "nc has taken the TCP port 40000 and does not listen on it."),
        (
            tcp("UNCONNECTED", Endpoint("0.0.0.0", 0), None),
            "nc has a TCP socket that is neither connected nor listening.",
        ),
        (
            Socket("udp", "ipv4", "UNCONNECTED", Endpoint("127.0.0.53", 53)),
            "nc gets the datagrams that come for port 53 (domain), on 127.0.0.53, which only this machine reaches.",
        ),
        (
            Socket("udp", "ipv4", "ESTABLISHED", HERE, Endpoint("1.1.1.1", 53)),
            "nc exchanges datagrams with 1.1.1.1:53 (domain) from port 40000.",
        ),
        (
            Socket("udplite", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 0)),
            "nc has a socket for UDP-Lite datagrams that has no port yet.",
        ),
        (
            Socket("raw", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 0), raw_protocol=1),
            "nc sends and gets whole ICMP packets, beside the kernel (on every IPv4 address of this machine; raw(7)).",
        ),
        (
            Socket("packet", "packet", "UNCONNECTED", raw_protocol=3, kind="raw"),
            "nc gets all frames on any as they are, beside the kernel (packet(7)).",
        ),
        (
            Socket("unix", "unix", "LISTEN", path="/run/x"),
            "nc waits for programs of this machine at /run/x (unix(7)).",
        ),
        (
            Socket("unix", "unix", "UNCONNECTED", path="/run/x", kind="datagram"),
            "nc gets messages from programs of this machine at /run/x (unix(7)).",
        ),
        (
            Socket("unix", "unix", "UNCONNECTED", kind="stream"),
            "nc has a unix socket without a name that is joined with none.",
        ),
    ],
)
def test_a_socket_is_said_in_one_sentence(one: Socket, sentence: str) -> None:
    assert opening(owned(one, "nc"), ALONE) == sentence


def test_a_program_may_have_no_name() -> None:
    assert opening(owned(tcp(), ""), ALONE).startswith("(no name) talks to ")


@pytest.mark.parametrize(
    "state", ["FIN-WAIT-1", "FIN-WAIT-2", "LAST-ACK", "CLOSING", "TIME-WAIT", "SYN-RECEIVED", "CLOSED"]
)
def test_every_state_names_the_peer(state: str) -> None:
    assert str(THERE) in opening(owned(tcp(state)), ALONE)


def test_a_served_connection_names_its_client_and_the_port() -> None:
    listener = owned(listening("0.0.0.0", 40_000), "nginx")
    entry = owned(tcp(), "nginx")
    assert opening(entry, around(entry, [listener])) == "nginx serves 93.184.216.34:443 on port 40000."


def test_one_that_nobody_accepted_names_the_listener() -> None:
    listener = owned(listening("0.0.0.0", 40_000), "nginx")
    entry = OwnedSocket(tcp(inode=0), (), UNACCEPTED)
    assert opening(entry, around(entry, [listener])) == (
        "93.184.216.34:443 has connected to port 40000, and nginx has not accepted it yet."
    )


def test_the_other_end_on_this_machine_is_named_with_its_process() -> None:
    entry, other = owned(tcp()), owned(tcp(local=THERE, remote=HERE), "nginx", pid=9)
    assert opening(entry, around(entry, [other])) == (
        "curl talks to 93.184.216.34:443 (nginx, on this machine) from port 40000."
    )
    waits = OwnedSocket(other.socket._replace(inode=0), (), UNACCEPTED)
    assert "(on this machine, not accepted there yet)" in opening(entry, around(entry, [waits]))


def test_a_unix_socket_names_the_process_it_is_joined_with() -> None:
    one = Socket("unix", "unix", "ESTABLISHED", inode=1, cookie=1, peer_inode=2, kind="stream")
    other = Socket("unix", "unix", "ESTABLISHED", inode=2, cookie=2, peer_inode=1, path="/run/bus")
    entry = owned(one)
    assert opening(entry, around(entry, [owned(other, "dbus", pid=8)])) == (
        "curl is joined with dbus at /run/bus inside of this machine (stream, without a name)."
    )


@pytest.mark.parametrize(
    ("entry", "who"),
    [
        (owned(tcp()), "curl"),
        (OwnedSocket(tcp(), (*owned(tcp()).owners, *owned(tcp(), "sh", pid=8).owners)), "curl and 1 more process"),
        (OwnedSocket(tcp(uid=0), (), OTHER_USER), "a process of root"),
        (OwnedSocket(tcp(), (), CLOSED), "its program"),
        (OwnedSocket(tcp(), (), UNACCEPTED), "a listener that has not accepted it yet"),
        (OwnedSocket(tcp(), (), NOBODY), "a process that is not known"),
        (OwnedSocket(tcp(uid=None), (), OTHER_USER), "a process that is not known"),
    ],
)
def test_who_holds_it(entry: OwnedSocket, who: str) -> None:
    assert subject(entry) == who


def test_a_sentence_begins_with_a_capital_but_for_names() -> None:
    assert opening(OwnedSocket(tcp(), (), NOBODY), ALONE).startswith("A process that is not known talks to ")
    assert opening(OwnedSocket(tcp("CLOSE-WAIT"), (), CLOSED), ALONE).endswith("; its program has not closed this one.")
    assert opening(owned(tcp(), "a process"), ALONE).startswith("a process talks to ")


def test_an_end_that_its_program_has_closed_is_told_so() -> None:
    assert opening(OwnedSocket(tcp("FIN-WAIT-2", inode=0), (), CLOSED), ALONE) == (
        "Its program has closed its end of the connection with 93.184.216.34:443 (https), which has not closed its own."
    )
