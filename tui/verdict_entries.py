"""What became of conversations as entries of a diagnosis: one a verdict that tells of trouble, open to them.

From the groups that `dissectors.packets.diagnosis` makes; conversations that went as they should are not told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

from dissectors.transport.outcome import Outcome
from tui import wording
from tui.diagnosis_entries import VERDICT, Entry

if TYPE_CHECKING:
    from dissectors.streams.outcomes.judged import Group, Judged

EXAMPLES: Final = 10
"""Conversations of a verdict that are told of one by one."""
SEVERITIES: Final[Mapping[Outcome, str]] = {
    **dict.fromkeys(
        (
            Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.PORT_UNREACHABLE, Outcome.BACKLOG_FULL, Outcome.NO_ANSWER,
            Outcome.HANDSHAKE_UNFINISHED, Outcome.IDLE_RESET, Outcome.RESET, Outcome.ABORTED, Outcome.STALLED,
            Outcome.SPLIT_HANDSHAKE, Outcome.DNS_ERROR, Outcome.DNS_TIMED_OUT,
        ),
        "warning",
    ),
    **dict.fromkeys(
        (
            Outcome.TIME_EXCEEDED, Outcome.SIMULTANEOUS_OPEN, Outcome.ONE_DIRECTION, Outcome.CLOSE_UNFINISHED,
            Outcome.HALF_CLOSED, Outcome.NAME_NOT_FOUND, Outcome.TRUNCATED_THEN_TCP, Outcome.UNANSWERED,
        ),
        "note",
    ),
}  # fmt: skip
"""Those of verdicts that tell of trouble; the others are how conversations go."""


def verdict_entries(groups: Iterable[Group]) -> list[Entry]:
    """An entry a group, in their order; texts have processes beside the addresses, and are not yet safe."""
    return [_entry(group, SEVERITIES[group.outcome]) for group in groups if group.outcome in SEVERITIES]


def _entry(group: Group, severity: str) -> Entry:
    count, examples = len(group.streams), list(islice(group, EXAMPLES))
    protocol = group.protocol.upper()
    conversations = f"{wording.count(count)} {protocol} conversation{'s' * (count != 1)}"
    left = count - len(examples)
    more = [("", f"... and {wording.count(left)} more")] if left else []
    disproof = next((one.verdict.disproof for one in examples if one.verdict.disproof), "")
    return Entry(
        key=(VERDICT, group.protocol, group.outcome),
        severity=severity,
        count=count,
        kind=VERDICT,
        title=f"{group.outcome} ({protocol})",
        summary=examples[0].sentence if examples else conversations,
        details=(
            ("", f"{conversations}: {group.outcome}"),
            ("filter", group.filter),
            *map(_conversation, examples),
            *more,
            *([("disproof", disproof)] if disproof else []),
        ),
        packets=tuple(sorted({number for one in examples for number in one.verdict.evidence})),
        filter=group.filter,
    )


def _conversation(one: Judged) -> tuple[str, str]:
    evidence = one.verdict.evidence
    told = f"{' → '.join(one.told_ends)}: {one.sentence}"
    proof = f" (packets {wording.packet_numbers(evidence, len(evidence))})" if evidence else ""
    return f"{one.protocol}:{one.stream}", told + proof
