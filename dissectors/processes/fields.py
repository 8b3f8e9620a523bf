"""The `proc.*` fields, of packets and of sockets alike, and what each is of an attribution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from dissectors.fields import STRING, UNSIGNED, AnySpec, FieldSpec, group
from dissectors.processes.attribution import HOW_WORDS, Attribution

PROCESS: Final = group(
    "",
    "Process",
    explain="Which process had the socket that this packet came from or went to, as the machine that captured it told. "
    "No packet says so itself.",
)
NAME: Final[FieldSpec[str]] = FieldSpec(
    "proc.name", "Process", STRING, explain="Its short name, at most 15 bytes; any program may give itself any name."
)
PID: Final[FieldSpec[int]] = FieldSpec(
    "proc.pid", "Process's number", UNSIGNED, 32, explain="Once the process has ended another one may get it."
)
COMMAND: Final[FieldSpec[str]] = FieldSpec("proc.command", "Command", STRING, explain="What it was started with.")
USER: Final[FieldSpec[str]] = FieldSpec("proc.user", "Process's user", STRING)
UID: Final[FieldSpec[int]] = FieldSpec(
    "proc.uid", "Process's user's number", UNSIGNED, 32, explain="Where no process is known: of who owns the socket."
)
UNIT: Final[FieldSpec[str]] = FieldSpec("proc.unit", "Unit or container", STRING)
HOW: Final[FieldSpec[str]] = FieldSpec(
    "proc.how",
    "Known because",
    STRING,
    explain="; ".join(f"{how}: {words}" for how, words in HOW_WORDS.items()) + '. In a filter: proc.how == "traced".',
)
UNKNOWN: Final[FieldSpec[str]] = FieldSpec("", "No process is named", STRING)

Value = int | str
SPECS: Final[tuple[AnySpec, ...]] = (NAME, PID, COMMAND, USER, UID, UNIT, HOW)
"""In the order of the tree."""
VALUES: Final[Mapping[str, Callable[[Attribution], Value | None]]] = {
    NAME.name: lambda one: one.name or None,
    PID.name: lambda one: one.pid,
    COMMAND.name: lambda one: " ".join(one.command) or None,
    USER.name: lambda one: one.user or None,
    UID.name: lambda one: one.uid,
    UNIT.name: lambda one: one.unit or None,
    HOW.name: lambda one: one.how,
}
"""By field; None where an attribution has none."""
NUMBERS: Final = frozenset(spec.name for spec in SPECS if spec.kind is UNSIGNED)
TEXTS: Final = frozenset(spec.name for spec in SPECS if spec.kind is STRING)


def values(one: Attribution) -> list[tuple[AnySpec, Any]]:
    """The fields that an attribution has, in the order of the tree."""
    found = ((spec, VALUES[spec.name](one)) for spec in SPECS)
    return [(spec, value) for spec, value in found if value is not None]
