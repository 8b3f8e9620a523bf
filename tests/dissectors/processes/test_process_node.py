"""The tree tells which processes sent and received a packet, and how that is known."""

from __future__ import annotations

from dissectors.processes.ends import NOBODY, Ends
from dissectors.processes.process_node import process_nodes
from tests.dissectors.processes.found import found


def lines(ends: Ends) -> list[str]:
    return [field.line for node in process_nodes(ends, 34) for field in node.walk()]


def test_each_known_end_has_a_node() -> None:
    ends = Ends(found("curl", 7, how="traced"), found("nginx", 9, how="listener", user="www-data"))
    assert lines(ends) == [
        "[Sent by curl, pid 7]",
        "[Process: curl]",
        "[Process's number: 7]",
        "[Known because: traced: the kernel told of it when the process connected]",
        "[Received by nginx, pid 9, user www-data]",
        "[Process: nginx]",
        "[Process's number: 9]",
        "[Process's user: www-data]",
        "[Known because: listener: the process held the socket that this port's packets go to]",
    ]


def test_an_end_that_is_not_known_has_none() -> None:
    assert lines(NOBODY) == []
    assert lines(Ends(None, found("nginx", 9)))[0] == "[Received by nginx, pid 9]"


def test_why_no_process_is_named_stands_below() -> None:
    assert lines(Ends(found(unknown="it is another user's"), None))[-1] == "[No process is named: it is another user's]"


def test_the_nodes_lie_in_no_bytes() -> None:
    (node,) = process_nodes(Ends(found("curl", 7), None), 34)
    assert {(field.start, field.stop) for field in node.walk()} == {(34, 34)}
