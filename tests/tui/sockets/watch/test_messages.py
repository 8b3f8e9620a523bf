"""What watcher and client say to each other comes out as it went in, and nothing else comes out."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.processes.attribution import Attribution, End
from tests.tui.sockets.watch.served import DETAILS, FOUND, SERVER
from tui.capture.channel import LONGEST_LINE
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.watch.messages import (
    MOST_COMMAND,
    MOST_FLOWS,
    Flow,
    attribution_row,
    details_row,
    flow_row,
    maybe_started,
    process_row,
    read_attribution,
    read_details_row,
    read_flows,
    read_pid,
    read_process_row,
    read_socket,
    socket_row,
)
from tui.sockets.watch.watcher import MOST_ROWS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=16) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=30,
)


def sent(row: object) -> object:
    return json.loads(json.dumps(row))


@pytest.mark.parametrize(
    "one",
    [
        FOUND,
        dataclasses.replace(FOUND, protocol="udp", local=End("2001:db8::1", 65_535), how="listener"),
        Attribution("tcp", End("1.2.3.4", 1), End("5.6.7.8", 2), 5, "traced", uid=0, unknown="it was gone"),
    ],
)
def test_an_attribution_arrives_as_it_was(one: Attribution) -> None:
    assert read_attribution(sent(attribution_row(one))) == one


def test_a_long_command_line_is_cut() -> None:
    words = ("a" * 10, "b" * MOST_COMMAND, "c")
    told = read_attribution(sent(attribution_row(dataclasses.replace(FOUND, command=words))))
    assert told.command == ("a" * 10, "b" * (MOST_COMMAND - 11))
    many = dataclasses.replace(FOUND, command=("",) * 100_000)
    assert len(read_attribution(sent(attribution_row(many))).command) <= MOST_COMMAND


@pytest.mark.parametrize(("character", "in_unit"), [("\x01", 255), ("\N{GRINNING FACE}", 63)])
def test_the_longest_batch_is_shorter_than_a_line_may_be(character: str, in_unit: int) -> None:
    # Characters of long escapes; a name has 15 bytes, of which each may be written as four characters.
    long = dataclasses.replace(
        FOUND,
        name="\\xff" * 15,
        command=(character * 2 * MOST_COMMAND,),
        user=character * 32,
        unit=character * in_unit,
    )
    message = {"event": "attributed", "rows": [attribution_row(long)] * MOST_ROWS}
    assert len(json.dumps(message)) < LONGEST_LINE


def test_flows_arrive_as_they_were() -> None:
    flows = [
        Flow("tcp", End("1.2.3.4", 1), End("5.6.7.8", 65_535)),
        Flow("udp", End("::1", 0), End("fe80::1", 53)),
    ]
    assert read_flows(sent([flow_row(flow) for flow in flows])) == flows
    assert len(read_flows([flow_row(flows[0])] * MOST_FLOWS)) == MOST_FLOWS


def test_details_arrive_as_they_were() -> None:
    assert read_details_row(sent(details_row(DETAILS))) == DETAILS
    less = dataclasses.replace(DETAILS, started_ns=None, hidden="another user's", parents=(), uids=())
    assert read_details_row(sent(details_row(less))) == less
    assert read_process_row(sent(process_row(SERVER))) == SERVER


@pytest.mark.parametrize(
    "one",
    [
        Socket("tcp", "ipv4", "", Endpoint("1.2.3.4", 1), Endpoint("5.6.7.8", 2), cookie=7),
        Socket("tcp", "ipv6", "", Endpoint("::ffff:1.2.3.4", 1), Endpoint("::ffff:5.6.7.8", 2), cookie=7),
        Socket("udp", "ipv6", "", Endpoint("fe80::1", 1), None, cookie=(1 << 64) - 2, interface=3),
        Socket("udplite", "ipv4", "", Endpoint("0.0.0.0", 1), None, cookie=7),
    ],
)
def test_a_socket_to_close_arrives_as_it_was(one: Socket) -> None:
    assert read_socket(sent(socket_row(one))) == one


@pytest.mark.parametrize(
    "one",
    [
        Socket("unix", "unix", "", cookie=7),
        Socket("raw", "ipv4", "", Endpoint("1.2.3.4", 0), cookie=7),
        Socket("tcp", "ipv4", "", Endpoint("1.2.3.4", 1)),
    ],
)
def test_sockets_that_cannot_be_named_are_not_closed(one: Socket) -> None:
    with pytest.raises(ValueError, match="cannot be closed"):
        socket_row(one)


@given(JSON)
def test_whatever_else_is_refused(value: object) -> None:
    for read in (
        read_attribution,
        read_flows,
        read_details_row,
        read_process_row,
        read_socket,
        read_pid,
        maybe_started,
    ):
        try:
            read(value)
        except ValueError:
            continue
        # What is let in is of the one shape.
        assert isinstance(value, int) or value in (None, [])


@given(st.lists(JSON, min_size=5, max_size=16))
def test_rows_with_other_values_are_refused(row: list[object]) -> None:
    for read in (read_attribution, read_details_row, read_socket):
        with pytest.raises(ValueError, match=r".+"):
            read(row)
