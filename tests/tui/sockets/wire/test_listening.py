"""A listener's calls beside its queues."""

import pytest

from tests.tui.sockets.story.made import listening, memory
from tests.tui.sockets.wire.made import NOW, ago
from tui.sockets.entry import Socket
from tui.sockets.story.around import Around
from tui.sockets.wire.calls import Calls
from tui.sockets.wire.listening import compare_listener


def told(listener: Socket, calls: Calls, near: Around | None = None) -> list[str]:
    return [remark.text for remark in compare_listener(listener, calls, NOW, near or Around()).mismatches]


def test_lines_have_both_counts() -> None:
    calls = Calls(5, 2, 1, 1, 1, ago(3, 9), ago(4, 8))
    near = Around(half_open=1, waiting=1, accepted=1)
    found = compare_listener(listening("::", 80, memory=memory(dropped=7)), calls, NOW, near)
    assert found.about == "tcp.dstport == 80"
    assert {line.name: (line.by_packets, line.by_kernel) for line in found.lines} == {
        "calls": ("5, the last 3.00 s ago (packet 9)", "—"),
        "opened": ("2", "1 held by a program, 1 not accepted"),
        "half open": ("1", "1 in SYN-RECV"),
        "no answer": ("1, the last 4.00 s ago (packet 8)", "7 dropped"),
        "refused": ("1", "—"),
    }


def test_dropped_calls_are_explained_by_a_full_queue() -> None:
    calls = Calls(9, 2, 0, 7, 0, ago(3, 9), ago(4, 8))
    assert told(listening("::", 80, receive_queue=129), calls) == [
        "Accept queue full (129 of 129): 7 of 9 calls had no answer, the last 4.00 s ago (packet 8). The kernel drops "
        "SYNs until the program accepts (accept(2))."
    ]
    (sentence,) = told(listening("::", 80), calls)
    assert sentence.endswith("dropped while a queue was full, by a firewall behind the capture, or before it listened.")


def test_half_open_handshakes_that_the_kernel_does_not_keep() -> None:
    (sentence,) = told(listening("::", 80), Calls(9, 0, 9, 0, 0, ago(3)))
    assert "SYN cookies" in sentence
    assert told(listening("::", 80), Calls(9, 9, 0, 0, 0)) == []


@pytest.mark.parametrize("seconds", [0.5, 70])
def test_what_may_still_be_answered_and_what_is_history_is_counted_only(seconds: float) -> None:
    assert told(listening("::", 80), Calls(9, 2, 5, 2, 0, ago(seconds), ago(seconds))) == []


def test_a_full_queue_of_handshakes() -> None:
    listener = listening("::", 80)._replace(send_queue=4)
    (sentence,) = told(listener, Calls(9, 0, 9, 0, 0), Around(half_open=4))
    assert sentence.startswith("SYN-RECV queue full: 4 in the kernel, 9 half open by the packets.")
    assert told(listener, Calls(9, 0, 9, 0, 0), Around(half_open=3)) == []
