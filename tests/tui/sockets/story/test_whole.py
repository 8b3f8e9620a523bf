"""The whole story."""

import socket
import sys

import pytest

from tests.tui.sockets.story.made import info, memory, owned, tcp
from tui.sockets.entry import PROTOCOLS, Socket
from tui.sockets.snapshot import open_source
from tui.sockets.story.around import Around, Surroundings
from tui.sockets.story.ports import PortRules
from tui.sockets.story.remark import Part, Remark
from tui.sockets.story.warnings import CLOSE_WAIT
from tui.sockets.story.whole import parts


def test_it_begins_with_the_sentence_and_goes_through_all_parts() -> None:
    one = tcp(info=info(rtt=5, options=1), memory=memory(receive=1), namespace="blue")
    told = parts(owned(one), Around(), compared=[Part("Wire", (Remark("x"),))], rules=PortRules())
    assert [part.title for part in told] == [
        "", "Wire", "Queues and timer", "Round trip", "Ports", "Options", "Memory of the kernel (skmem)", "Process",
        "The kernel's numbers for it",
    ]  # fmt: skip
    assert told[0].remarks[0] == Remark("curl talks to 93.184.216.34:443 (https) from port 40000.", "", "strong")
    assert told[0].remarks[-1].head == "process"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_socket_of_which_nothing_is_known_has_a_story_too(protocol: str) -> None:
    told = parts(owned(Socket(protocol, "ipv4", "UNCONNECTED")), Around())  # type: ignore[arg-type]
    assert told[0].remarks[0].text.startswith("curl ")


@pytest.mark.skipif(sys.platform != "linux", reason="sock_diag is Linux's")
def test_every_socket_of_this_machine_has_a_story() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]):
        with open_source() as source:
            snapshot = source.take(PROTOCOLS, with_details=True)
        surroundings = Surroundings(snapshot.sockets)
        for entry in snapshot.sockets[:200]:
            told = parts(entry, surroundings.of(entry), now_ns=snapshot.time_ns)
            assert told[0].remarks[0].text.endswith(".")
        port = server.getsockname()[1]
        mine = next(
            e for e in snapshot.sockets if e.socket.is_listening and e.socket.local and e.socket.local.port == port
        )
        sentence = parts(mine, surroundings.of(mine))[0].remarks[0].text
        assert f"waits for connections on port {port}, on 127.0.0.1, which only this machine reaches." in sentence


def test_warnings_of_packets_come_first_and_in_the_place_of_others_about_the_same() -> None:
    entry = owned(tcp("CLOSE-WAIT", info=info(last_ack_recv=40_000), memory=memory(dropped=9)))
    by_packets = Part("Wire", (Remark("by packets", CLOSE_WAIT, "warning"), Remark("a line", "state")))
    told = parts(entry, Around(), compared=[by_packets], rules=PortRules())
    assert [remark.text for remark in told[0].remarks if remark.weight == "warning"] == [
        "by packets",
        "9 segments dropped: outside of the window, or there was no room for them.",
    ]
    assert told[1] == Part("Wire", (Remark("a line", "state"),))
    assert any("CLOSE-WAIT for 40 s at least" in remark.text for remark in parts(entry, Around())[0].remarks)
