"""Options of a socket in words."""

from tests.tui.sockets.story.made import info, listening, tcp, texts
from tui.sockets.entry import SOCKET_OPTIONS
from tui.sockets.story.options import OPTION_MEANINGS, option_remarks


def test_every_option_has_a_meaning() -> None:
    assert set(OPTION_MEANINGS) == set(SOCKET_OPTIONS)


def test_what_was_agreed_on_and_set_is_told() -> None:
    one = tcp(info=info(options=0b11), congestion="cubic", shutdown=2, tos=0xB8, mark=7, options=0b100)
    heads = [remark.head for remark in option_remarks(one)]
    assert heads == ["timestamps", "SACK", "cubic", "shutdown", "tos", "mark", "freebind"]
    told = texts(option_remarks(one))
    assert "RFC 9438" in told[2]
    assert "ended sending" in told[3]
    assert "EF, voice (RFC 2474)" in told[4]


def test_what_every_socket_has_is_told_apart() -> None:
    (remark,) = option_remarks(tcp(options=0b1010010))
    assert (remark.head, remark.weight) == ("as by default", "dim")


def test_which_families_a_listener_serves() -> None:
    assert "IPv4 too" in texts(option_remarks(listening("::", 80, only_ipv6=False)))[0]
    assert "IPv6 only" in texts(option_remarks(listening("::", 80, only_ipv6=True)))[0]
    assert texts(option_remarks(listening("::1", 80, only_ipv6=True))) == []


def test_an_algorithm_that_is_not_known_is_named() -> None:
    assert texts(option_remarks(tcp(congestion="mine"))) == ["congestion control."]


def test_marks_of_congestion_are_told() -> None:
    assert "LE, least effort, ECT(0)" in texts(option_remarks(tcp(traffic_class=0b110)))[0]
    assert "DSCP 60" in texts(option_remarks(tcp(tos=60 << 2)))[0]
