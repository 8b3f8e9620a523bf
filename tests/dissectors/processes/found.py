"""Attributions for tests."""

from __future__ import annotations

from typing import Literal

from dissectors.processes.attribution import Attribution, End, How

CLIENT, SERVER = End("10.0.0.2", 40000), End("10.0.0.1", 80)
"""As in `tests.dissectors.streams.talk`."""
BEGAN = 1_700_000_000_001_000_000
"""When the first packet of a `Talk` is sent."""


def found(
    name: str = "",
    pid: int | None = None,
    *,
    local: End = CLIENT,
    remote: End = SERVER,
    time_ns: int = BEGAN,
    how: How = "exact",
    protocol: Literal["tcp", "udp"] = "tcp",
    started: int | None = None,
    command: tuple[str, ...] = (),
    uid: int | None = None,
    user: str = "",
    unit: str = "",
    unknown: str = "",
) -> Attribution:
    """By default of the client of a `Talk`, when it began."""
    return Attribution(protocol, local, remote, time_ns, how, pid, started, name, command, uid, user, unit, unknown)
