"""A diagnosis as text that is fit for a ticket, or as one array of JSON objects."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from tui import wording
from tui.printing.conversations import process_object
from tui.printing.json_array import json_array
from tui.printing.visible import visible

if TYPE_CHECKING:
    from dissectors.packets.diagnosis import Diagnosis
    from dissectors.packets.expert import ExpertItem
    from dissectors.streams.outcomes.judged import Group
    from dissectors.streams.patterns.finding import Finding

INDENT: Final = "  "
NARROWEST: Final = 60
EXAMPLES: Final = 3
"""Conversations of each outcome that are told of in full."""


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say of a capture."""

    name: str
    packets: int
    conversations: Sequence[Group]
    """By what became of them."""
    findings: Sequence[Finding]
    items: Sequence[ExpertItem]
    examined: int
    """Packets that were dissected for notices; marks and patterns are of all."""


def report_of(name: str, diagnosis: Diagnosis) -> Report:
    """The report of a diagnosis as it stands."""
    return Report(
        name,
        diagnosis.count,
        diagnosis.conversations(),
        diagnosis.findings(),
        diagnosis.items(),
        diagnosis.survey.examined,
    )


def text_lines(report: Report, width: int) -> Iterator[str]:
    """Patterns, verdicts, and a table of items; wrapped, but filters stay in one line to be copied."""
    width = max(width, NARROWEST)
    yield f"{visible(report.name)}: {wording.packets(report.packets)}"
    yield ""
    yield "Patterns" if report.findings else "Patterns: none was found."
    for finding in report.findings:
        yield from _finding_lines(finding, width)
    yield ""
    yield "Conversations" if report.conversations else "Conversations: there are none of TCP or UDP."
    for group in report.conversations:
        yield from _group_lines(group, width)
    yield ""
    heading = "Expert items" if report.items else "Expert items: nothing was noticed"
    yield f"{heading}{'' if report.items else '.'}"
    yield from _item_lines(report.items)
    if report.examined < report.packets:
        yield ""
        yield from textwrap.wrap(f"{share_text(report.examined, report.packets)}: --all looks at all.", width)


def share_text(examined: int, total: int) -> str:
    """How much of a capture was dissected, and what was seen of all of it nevertheless."""
    part = examined / max(total, 1)
    percent = "less than 1 %" if 0 < part < 0.01 else wording.percent(part)
    return (
        f"For what needs a packet's own dissection, {percent} of {wording.packets(total)} were looked at, and "
        "their counts are of those; patterns, verdicts, TCP's analysis and resets are of all"
    )


def _numbers(packets: Sequence[int], count: int, most: int = 8) -> str:
    return wording.packet_numbers(packets, count, most, "...")


def _finding_lines(finding: Finding, width: int) -> Iterator[str]:
    yield f"{INDENT}{finding.severity.upper()}  {visible(finding.title)} ({finding.certainty})"
    yield from _wrapped("", finding.sentence, width)
    yield from _wrapped("Packets: ", _numbers(finding.packets, finding.count), width)
    yield f"{2 * INDENT}Filter: {visible(finding.filter)}"
    yield from _wrapped("Threshold: ", finding.threshold, width)
    yield from _wrapped("Doubt: ", finding.doubt, width)


def _group_lines(group: Group, width: int) -> Iterator[str]:
    count = len(group.streams)
    yield f"{INDENT}{group.outcome}: {wording.count(count)} of {group.protocol.upper()}   {group.filter}"
    for place in range(min(count, EXAMPLES)):
        judged = group.judged(place)
        if judged is not None:
            opener, answerer = map(visible, judged.told_ends)
            yield f"{2 * INDENT}{judged.protocol}:{judged.stream}  {opener} -> {answerer}"
            for line in _wrapped("", f"{judged.sentence}.", width):
                yield INDENT + line
            yield from _wrapped("  Packets: ", _numbers(judged.verdict.evidence, len(judged.verdict.evidence)), width)
            if judged.verdict.disproof and place == 0:
                yield from _wrapped("  Disproof: ", judged.verdict.disproof, width)
    if count > EXAMPLES:
        yield f"{2 * INDENT}... and {wording.count(count - EXAMPLES)} more"


def _wrapped(head: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        visible(text), width, initial_indent=2 * INDENT + head, subsequent_indent=3 * INDENT, break_on_hyphens=False
    )


def _item_lines(items: Sequence[ExpertItem]) -> Iterator[str]:
    rows = [
        (item.severity, wording.count(item.count), visible(item.kind.protocol), visible(item.kind.label))
        for item in items
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for item, (severity, count, protocol, label) in zip(items, rows, strict=True):
        yield (
            f"{INDENT}{severity:<{widths[0]}}  {count:>{widths[1]}}  {protocol:<{widths[2]}}  {label:<{widths[3]}}  "
            f"{_numbers(item.packets, item.count, most=4)}"
        )


def json_text(report: Report) -> Iterator[str]:
    """One array; `type` tells what each object is."""
    return json_array(_objects(report))


def _objects(report: Report) -> Iterator[dict[str, Any]]:
    yield {"type": "capture", "name": report.name, "packets": report.packets, "dissected": report.examined}
    for finding in report.findings:
        yield {"type": "pattern", **asdict(finding)}
    for group in report.conversations:
        for judged in group:
            yield {
                "type": "verdict",
                "protocol": judged.protocol,
                "stream": judged.stream,
                "opener": asdict(judged.opener),
                "answerer": asdict(judged.answerer),
                "opener_process": process_object(judged.opener_process),
                "answerer_process": process_object(judged.answerer_process),
                "outcomes": judged.verdict.outcomes,
                "sentence": judged.verdict.sentence,
                "packets": judged.verdict.evidence,
                "disproof": judged.verdict.disproof,
                "filter": f"{judged.protocol}.stream == {judged.stream}",
            }
    for item in report.items:
        yield {
            "type": "item",
            "severity": item.severity,
            "protocol": item.kind.protocol,
            "field": item.kind.name,
            "label": item.kind.label,
            "explain": item.explain,
            "count": item.count,
            "packets": item.packets,
            "filter": item.filter,
        }
