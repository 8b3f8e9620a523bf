"""Which conversation is meant, and what there is instead."""

from __future__ import annotations

import click
import pytest

from tests.tui.ladders import sample
from tui.commands.stream_argument import no_such_stream, parse_stream


def test_conversations_are_named_by_protocol_and_number() -> None:
    assert parse_stream("tcp:0") == ("tcp", 0)
    assert parse_stream("udp:17") == ("udp", 17)


@pytest.mark.parametrize("text", ["", "tcp", "tcp:", "tcp:x", "icmp:1", "tcp:-1", "tcp:²", "tcp:99999999999", "TCP:1"])
def test_what_names_none_is_refused(text: str) -> None:
    with pytest.raises(click.UsageError, match="names no conversation"):
        parse_stream(text)


def test_what_there_is_instead_is_told() -> None:
    assert no_such_stream(sample("hello.pcapng").table, "tcp", 3) == "there is no tcp:3: the only one is tcp:0"
    assert no_such_stream(sample("hello.pcapng").table, "udp", 3).endswith("the capture has no UDP conversation")
    assert no_such_stream(sample("timeout.pcapng").table, "tcp", 3).endswith("the capture has 2, tcp:0 to tcp:1")
    assert "can be followed" in no_such_stream(sample("hello.pcapng").table, "tcp", 0)
