"""What is notable in a capture, as a table: what it lacks, patterns, what became of conversations, errors, marks.

In a line each, with how many packets show it; `remora diagnose` says more of most of them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dissectors.packets.diagnosis import Diagnosis
from dissectors.transport.outcome import Outcome
from tui import wording
from tui.printing.visible import visible
from tui.statistics.aligned import INDENT
from tui.statistics.columns import Record
from tui.statistics.message_filters import DNS_ERRORS, packets_filter

if TYPE_CHECKING:
    from dissectors.statistics.messages import Message
    from tui.statistics.subject import Subject

_MARKS: Final = {"error": "!!", "warning": "! ", "note": "- "}
_ORDER: Final = tuple(_MARKS)
_WARNINGS: Final = frozenset(
    {
        *(Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.PORT_UNREACHABLE, Outcome.TIME_EXCEEDED, Outcome.BACKLOG_FULL),
        *(Outcome.NO_ANSWER, Outcome.HANDSHAKE_UNFINISHED, Outcome.RESET, Outcome.ABORTED, Outcome.STALLED),
        *(Outcome.SPLIT_HANDSHAKE, Outcome.DNS_ERROR, Outcome.DNS_TIMED_OUT),
    }
)
_NOTES: Final = frozenset(
    {Outcome.IDLE_RESET, Outcome.ONE_DIRECTION, Outcome.NAME_NOT_FOUND, Outcome.TRUNCATED_THEN_TCP}
)
"""Other outcomes are how conversations usually end, or how captures do."""
_HARMLESS: Final = frozenset({f"tcp.analysis.{name}" for name in ("window_update", "keep_alive", "keep_alive_ack")})
"""Marks of what every healthy connection does."""
SHOWN_PACKETS: Final = 4
"""As many numbers as a line has room for."""


@dataclass(frozen=True, slots=True)
class Notable:
    """Printed as a list, the gravest first."""

    kind: str
    title: str
    records: Sequence[Record]

    def lines(self, width: int, most: int | None = None) -> Iterator[str]:
        """At most so many things, each wrapped."""
        if not self.records:
            yield f"{self.title}: nothing"
            return
        yield self.title
        shown = self.records if most is None else self.records[:most]
        for one in shown:
            packets = ", ".join(map(str, one["packets"][:SHOWN_PACKETS]))
            more = " ..." if one["count"] > SHOWN_PACKETS else ""
            tail = f" (packet{'s' * (one['count'] != 1)} {packets}{more})" if one["packets"] else ""
            head = f"{INDENT}{_MARKS[one['severity']]} "
            yield from textwrap.wrap(
                f"{visible(one['text'])}{tail}",
                width,
                initial_indent=head,
                subsequent_indent=" " * len(head),
                break_on_hyphens=False,
            )
        if len(shown) < len(self.records):
            yield f"{INDENT}... and {len(self.records) - len(shown)} more: --kind {self.kind}"


def notable_list(subject: Subject) -> list[Notable]:
    """All that there is. Raises CaptureFileError."""
    records = [*_of_the_capture(subject), *_of_messages(subject), *_of_the_diagnosis(subject)]
    records.sort(key=lambda one: _ORDER.index(one["severity"]))
    return [Notable("notable", "Notable", records)]


def _record(
    severity: str, text: str, count: int, packets: Sequence[int], shown: str | None, finds: str | None = None
) -> dict[str, Any]:
    return {
        "severity": severity,
        "text": text,
        "count": count,
        "packets": list(packets),
        "filter": shown,
        "filter_finds": finds,
    }


def _of_the_capture(subject: Subject) -> Iterator[dict[str, Any]]:
    told = subject.overview
    if told.dropped:
        text = (
            f"The capture lost {wording.packets(told.dropped)}: what follows from packets that are missing may be wrong"
        )
        yield _record("warning", text, told.dropped, (), None)
    if told.cut:
        text = f"{wording.packets(told.cut)} cut short: what lies behind the cut cannot be decoded"
        yield _record("warning", text, told.cut, (), subject.filter("frame.cap_len < frame.len"))
    if told.backwards:
        text = f"{wording.packets(told.backwards)} with an earlier time than the one before"
        # Of some packets it is the one before among them, of which no filter knows.
        shown = "frame.time_delta < 0" if subject.rows is None else None
        yield _record("note", text, told.backwards, (), shown)


def _of_the_diagnosis(subject: Subject) -> Iterator[dict[str, Any]]:
    """Patterns, outcomes of conversations, and what TCP's analysis marked: all of them from columns."""
    with closing(Diagnosis(subject.table)) as diagnosis:
        if subject.rows is None:
            while diagnosis.extend(len(subject.table)):
                pass
        else:
            diagnosis.add(subject.rows)
        for finding in diagnosis.findings():
            text = f"{finding.title} ({finding.certainty}): {finding.sentence}"
            yield _record(finding.severity, text, finding.count, finding.packets, subject.filter(finding.filter))
        for group in diagnosis.conversations():
            if severity := _severity(group.outcome):
                count = len(group.streams)
                text = f"{wording.counted(count, f'{group.protocol.upper()} conversation')}: {_words(group.outcome)}"
                streams = ", ".join(str(int(one)) for one in group.streams[:SHOWN_PACKETS])
                text += f" (stream{'s' * (count != 1)} {streams}{' ...' * (count > SHOWN_PACKETS)})"
                yield _record(severity, text, count, (), subject.filter(group.filter))
        for item in diagnosis.items():
            if item.kind.name in _HARMLESS:
                continue
            text = f"{item.kind.protocol}: {item.kind.label}, {wording.packets(item.count)}"
            yield _record(item.severity, text, item.count, item.packets, subject.filter(item.filter))


def _words(outcome: Outcome) -> str:
    return outcome.replace("-", " ").replace("dns", "DNS")


def _severity(outcome: Outcome) -> str:
    return "warning" if outcome in _WARNINGS else "note" if outcome in _NOTES else ""


def _of_messages(subject: Subject) -> Iterator[dict[str, Any]]:
    dns = [one for one in subject.messages(("dns",)) if one.told.code]
    http = [one for one in subject.messages(("http",)) if (one.told.code or 0) >= 400]
    silent = [one for one in subject.unanswered if one.told.protocol == "dns"]
    for found, what, shown in (
        (dns, "DNS answer", DNS_ERRORS),
        (http, "HTTP answer", "http.response.code >= 400"),
    ):
        if found:
            text = f"{wording.counted(len(found), what)} with an error"
            yield _record("note", text, len(found), _packets(found), subject.filter(shown))
    if silent:
        text = f"{wording.count(len(silent))} DNS {'query' if len(silent) == 1 else 'queries'} without an answer"
        yield _record("note", text, len(silent), _packets(silent), *packets_filter(silent))


def _packets(messages: Sequence[Message]) -> list[int]:
    return [one.row + 1 for one in messages[: SHOWN_PACKETS * 2]]
