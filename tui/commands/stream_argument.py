"""The argument that names a conversation, `tcp:N` or `udp:N`: read, and refused with what there is instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed

MOST_DIGITS = 10


def parse_stream(text: str) -> tuple[Followed, int]:
    """The protocol and Wireshark's `tcp.stream` or `udp.stream`. Raises UsageError."""
    protocol, colon, number = text.partition(":")
    is_number = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
    if protocol not in ("tcp", "udp") or not colon or not is_number:
        raise click.UsageError(f"{text} names no conversation: tcp:N or udp:N, with N counted from 0")
    return cast("Followed", protocol), int(number)


def no_such_stream(table: PacketTable, protocol: Followed, number: int) -> str:
    """Why nothing is known of a conversation: what the capture has instead."""
    with table.index.turn:
        table.index.streams.extend(len(table))
        count = table.index.streams.count(protocol)
    if number < count:
        return f"{protocol}:{number} has no packet that can be followed: its headers are cut, or only quoted in errors"
    there = {0: f"the capture has no {protocol.upper()} conversation", 1: f"the only one is {protocol}:0"}
    return f"there is no {protocol}:{number}: " + there.get(
        count, f"the capture has {count:,}, {protocol}:0 to {protocol}:{count - 1}"
    )
