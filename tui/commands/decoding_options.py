"""Options that say how packets are decoded: they mean the same for the viewer and for every command.

A command under `decoding_options` is given them as one `Decoding`; `tui.decoding` makes choices of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

import click

from tui.decoding import Decoding

R = TypeVar("R")

_OPTIONS = (
    click.option("-n", "numbers_only", is_flag=True, help="Numbers in place of names."),
    click.option("-N", "resolve_names", is_flag=True, help="Look up names of hosts: may send DNS queries."),
    click.option(
        "-d",
        "--decode-as",
        "decode_as",
        metavar="TABLE==N,PROTOCOL",
        multiple=True,
        help="Decode what a number leads to as a protocol: tcp.port==8888,http; repeatable.",
    ),
    click.option(
        "--keylog",
        "key_logs",
        metavar="FILE",
        multiple=True,
        help="TLS keys as browsers write them down, besides those of SSLKEYLOGFILE; repeatable. Wants tshark.",
    ),
    click.option(
        "-o",
        "preferences",
        metavar="NAME:VALUE",
        multiple=True,
        help="A preference of Wireshark's, for what tshark decodes; repeatable.",
    ),
    click.option(
        "--profile", metavar="NAME", help="Let tshark use your Wireshark profile; Default is the nameless one."
    ),
)


def decoding_options(function: Callable[..., R]) -> Callable[..., R]:
    """Give a command the options, and their values as its argument `decoding`."""

    @wraps(function)
    def with_decoding(
        *arguments: object,
        numbers_only: bool,
        resolve_names: bool,
        decode_as: tuple[str, ...],
        key_logs: tuple[str, ...],
        preferences: tuple[str, ...],
        profile: str | None,
        **others: object,
    ) -> R:
        decoding = Decoding(numbers_only, resolve_names, decode_as, key_logs, preferences, profile)
        return function(*arguments, decoding=decoding, **others)

    for option in reversed(_OPTIONS):
        with_decoding = option(with_decoding)
    return with_decoding
