"""The kinds of statistics by their names, without what makes them, which `kinds` has: for the command's help."""

from __future__ import annotations

from typing import Final, Literal, get_args

KindName = Literal[
    "overview", "notable", "hierarchy", "endpoints", "conversations", "io", "lengths", "gaps", "flags", "ttl", "ports",
    "icmp", "pings", "dns", "http", "tls", "responses", "rtt", "tcp", "hosts", "protocols", "programs",
    "processes",
]  # fmt: skip
KIND_NAMES: Final[tuple[KindName, ...]] = get_args(KindName)
