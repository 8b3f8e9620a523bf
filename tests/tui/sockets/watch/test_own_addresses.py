"""Which addresses are the machine's own: as its routing table says, and as long as it was asked lately."""

from __future__ import annotations

import sys

import pytest

from tests.tui.capture.conftest import Wires, wires
from tui.sockets.namespaces import made_in
from tui.sockets.watch import own_addresses
from tui.sockets.watch.own_addresses import KEPT_SECONDS, OwnAddresses

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="rtnetlink is Linux's")

__all__ = ["wires"]


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("127.0.0.1", True),
        ("127.200.3.4", True),
        ("192.0.2.77", False),
        ("0.0.0.0", False),
        ("::", False),
        ("224.0.0.251", False),
        ("255.255.255.255", False),
        ("ff02::fb", False),
        ("2001:db8::77", False),
        ("no address", False),
        ("127.0.0.1\0", False),
        ("", False),
    ],
)
def test_an_address_is_own_where_packets_for_it_stay_here(address: str, is_own: bool) -> None:
    own = OwnAddresses()
    assert own.has(address) is is_own
    own.close()


def test_what_was_told_is_asked_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [100.0], []
    own = OwnAddresses(clock=lambda: now[0])
    monkeypatch.setattr(OwnAddresses, "_ask", lambda self, address: asked.append(address) is None)
    assert [own.has("10.0.0.1"), own.has("10.0.0.1"), own.has("10.0.0.2")] == [True] * 3
    now[0] += KEPT_SECONDS + 1
    own.has("10.0.0.1")
    assert asked == ["10.0.0.1", "10.0.0.2", "10.0.0.1"]
    own.close()


def test_addresses_that_are_remembered_are_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    own = OwnAddresses()
    monkeypatch.setattr(own_addresses, "_MOST", 3)
    for number in range(10):
        own.has(f"192.0.2.{number}")
    assert len(own._known) == 3
    own.close()


def test_another_namespace_has_addresses_of_its_own(wires: Wires) -> None:
    # Its loopback interface is down.
    here, there = OwnAddresses(), made_in(wires.near, OwnAddresses)
    assert (here.has("127.0.0.1"), there.has("127.0.0.1")) == (True, False)
    here.close()
    there.close()
