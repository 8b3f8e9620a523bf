"""What is found out before anything is shown of a socket, or asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import PacketTable
from tests.dissectors.streams.frames import SYN, capture_of, tcp
from tests.tui.fake_machine import ALLOWED, FakeMachine
from tests.tui.fake_sockets import CLIENT, LISTENER, LOCAL, OF_CLIENT, SERVER
from tui.capture.permission import Permission
from tui.socket_view.packets import NoPackets
from tui.socket_view.prospect import Prospect, look_for

ITS_PACKETS = "ip.src == 127.0.0.1 && ip.dst == 127.0.0.1 && tcp.port == 1234 && tcp.port == 50000"


class Asked(FakeMachine):
    """Counts how often it was asked for the right to capture, which may take a second."""

    times = 0

    def permission(self) -> Permission:
        self.times += 1
        return super().permission()


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    return PacketTable(capture_of([tcp(CLIENT, SERVER, 0, SYN)], tmp_path))


def test_what_is_captured_needs_no_right_to_capture(table: PacketTable) -> None:
    machine = Asked()
    assert look_for(OF_CLIENT.socket, "packets", table, machine) == Prospect(
        "packets", ITS_PACKETS, "lo", True, None, None
    )
    assert look_for(OF_CLIENT.socket, "follow", table, machine).stream == ("tcp", 0)
    assert machine.times == 0


@pytest.mark.parametrize("is_open", [True, False])
def test_what_is_not_captured_does(is_open: bool, tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp(SERVER, ("10.0.0.1", 5), 0, SYN)], tmp_path)) if is_open else None
    assert look_for(OF_CLIENT.socket, "ladder", table, FakeMachine()) == Prospect(
        "ladder", ITS_PACKETS, "lo", False, None, ALLOWED
    )


def test_a_listener_has_packets_and_no_conversation(table: PacketTable) -> None:
    prospect = look_for(LISTENER.socket, "packets", table, FakeMachine())
    assert prospect.is_captured
    assert prospect.stream is None
    assert prospect.interface == "any"


def test_what_has_no_packets_is_refused(table: PacketTable) -> None:
    with pytest.raises(NoPackets):
        look_for(LOCAL.socket, "packets", table, FakeMachine())
