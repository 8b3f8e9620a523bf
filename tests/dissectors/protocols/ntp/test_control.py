"""Control messages: the status by what is asked."""

from __future__ import annotations

from tests.dissectors.protocols.carried import in_udp, printed, values


def test_list_of_associations() -> None:
    dissection = in_udp(bytes.fromhex("1681000106180000 00000008 1234961a 12351424"), 40000, 123)
    assert values(dissection, "ntp.ctrl.sys_status.clksrc") == [6]
    assert values(dissection, "ntp.ctrl.associd") == [0, 0x1234, 0x1235]
    assert values(dissection, "ntp.ctrl.peer_status.selection") == [6, 4]


def test_request_has_a_plain_status() -> None:
    dissection = in_udp(bytes.fromhex("160200010618000000000000"), 123)
    assert printed(dissection, "ntp.ctrl.status") == ["0x0618"]
    assert not dissection.find("ntp.ctrl.sys_status.li")


def test_error_has_a_code() -> None:
    assert values(in_udp(bytes.fromhex("16c200010500000000000000"), 40000, 123), "ntp.ctrl.err_status") == [5]
