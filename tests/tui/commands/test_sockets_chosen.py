"""Which sockets options choose."""

from __future__ import annotations

import pytest

from dissectors.filters.errors import FilterError
from tests.tui.printing.test_sockets import HOSTILE, TALK, WEB
from tests.tui.sockets.story.made import listening, owned, tcp
from tui.commands.sockets_chosen import FAMILIES, KINDS, Choice, choice
from tui.sockets.entry import Endpoint

NOTHING = dict.fromkeys((*KINDS, *FAMILIES), False)
V6 = owned(tcp(local=Endpoint("::1", 80), remote=Endpoint("::1", 9)))


def asked(*options: str, listening: bool = False, everything: bool = False) -> Choice:
    given = {**NOTHING, **dict.fromkeys(options, True)}
    return choice(given, listening=listening, everything=everything, process=None, display_filter=None)


def test_a_kind_alone_means_connections_as_ss_has_it() -> None:
    assert asked() == Choice(("tcp", "udp", "udplite", "raw", "unix", "packet"))
    assert asked("udp") == Choice(("udp", "udplite"), only="connections")
    assert asked("tcp", listening=True) == Choice(("tcp",), only="listeners")
    assert asked("tcp", "ipv6", listening=True, everything=True) == Choice(("tcp",), frozenset({"ipv6"}))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Choice(()), [WEB, TALK, HOSTILE, V6]),
        (Choice((), only="listeners"), [WEB, HOSTILE]),
        (Choice((), only="connections"), [TALK, V6]),
        (Choice((), frozenset({"ipv4"})), [WEB, TALK]),
        (Choice((), frozenset({"ipv6"})), [V6]),
        (Choice((), frozenset({"ipv4", "ipv6"})), [WEB, TALK, V6]),
        (Choice((), process="nginx"), [WEB]),
        (Choice((), process="812"), [WEB]),
        (Choice((), display_filter="sock.state == LISTEN"), [WEB, HOSTILE]),
        (Choice((), frozenset({"ipv4"}), "listeners", "nginx", "sock.port == 80"), [WEB]),
        (Choice((), frozenset({"ipv4"}), "listeners", "nginx", "sock.port == 81"), []),
    ],
)
def test_all_that_was_asked_for_must_hold(wanted: Choice, found: list[object]) -> None:
    assert [entry for entry in (WEB, TALK, HOSTILE, V6) if wanted.test()(entry)] == found


def test_long_names_are_cut_as_the_kernel_cuts_them() -> None:
    held = owned(listening("::", 80), "a-very-long-nam")
    assert Choice((), process="a-very-long-name-of-a-program").test()(held)


def test_a_wrong_filter_is_told_at_once() -> None:
    with pytest.raises(FilterError):
        Choice((), display_filter="sock.stat == 1").test()


def test_where_nothing_is_found_it_says_what_was_left_out() -> None:
    listeners = Choice((), only="connections", display_filter="sock.state == LISTEN")
    assert listeners.why_none([WEB, HOSTILE, TALK]) == (
        "There are no such connections; -a lists 2 sockets besides (listening, unconnected or in TIME-WAIT)."
    )
    assert listeners.why_none([TALK]) == "There are no such sockets."
    assert Choice((), display_filter="sock.state == CLOSING").why_none([WEB]) == "There are no such sockets."
