"""The capture at a glance, as facts: its file, its time, how much it holds and what is missing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from dissectors.statistics.packet_comments import PacketComments
from tui import wording
from tui.printing.visible import visible
from tui.statistics.aligned import INDENT
from tui.statistics.columns import Record
from tui.statistics.quantities import bit_rate_words
from tui.time_format import NANOSECONDS, NO_TIME, digits_in, interval, moment
from tui.wording import lasting

if TYPE_CHECKING:
    from dissectors.statistics.file_hash import FileHash
    from dissectors.statistics.overview import Overview
    from tui.statistics.subject import Subject

LABEL_CELLS: Final = 14
MOST_LINES: Final = 4
"""Of one comment, or another text from the file."""
MOST_COMMENTS: Final = 5
MOST_INTERFACES: Final = 8
MANY_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Facts:
    """One record, printed as a line for each thing there is to say."""

    kind: str
    title: str
    facts: Sequence[tuple[str, str]]
    """Labels with texts, which are not yet safe."""
    records: Sequence[Record]

    def lines(self, width: int, most: int | None = None) -> Iterator[str]:
        """Longer texts go on below; `most` is for tables."""
        yield self.title
        for label, text in self.facts:
            head = f"{INDENT}{label:<{LABEL_CELLS}}"
            lines = textwrap.wrap(
                visible(text), width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
            )
            yield from lines[:MOST_LINES] or [head.rstrip()]
            if len(lines) > MOST_LINES:
                yield f"{' ' * len(head)}… ({wording.count(len(text))} characters in all)"


def overview_facts(subject: Subject) -> list[Facts]:
    """What there is to say of the capture, or of those packets of it that were meant. Raises OSError."""
    told = subject.overview
    record = _record(subject, told)
    return [Facts("overview", "Overview", list(_facts(subject, told, record)), [record])]


def _record(subject: Subject, told: Overview) -> dict[str, Any]:
    file = subject.file
    return {
        "name": subject.name,
        "filter": subject.display_filter,
        "format": None if file is None else file.format,
        "compression": None if file is None else file.compression,
        "size": None if file is None else file.size,
        "sha256": _hash(subject),
        **_written_by(subject),
        "link_types": [name for name, _ in told.link_types],
        "interfaces": [
            {
                "name": one.name or None,
                "description": one.description or None,
                "link_type": one.link_type,
                "packets": one.packets,
                "snap_length": one.snap_length or None,
                "filter": one.filter or None,
            }
            for one in told.interfaces
        ],
        "first_time_ns": told.first_time,
        "last_time_ns": told.last_time,
        "duration_ns": told.duration,
        "packets": told.packets,
        "packets_in_all": len(subject.table),
        "bytes": told.bytes,
        "captured_bytes": told.captured_bytes,
        "average_length": told.average_length,
        "packets_per_second": told.packet_rate,
        "bits_per_second": told.bit_rate,
        "dropped": told.dropped,
        "cut_packets": told.cut,
        "times_backwards": told.backwards,
        "comments": [] if file is None else list(file.file_comments),
        "packet_comments": _packet_comments(subject),
    }


def _written_by(subject: Subject) -> dict[str, Any]:
    """What the file tells of its making; text as it is in the file."""
    section = next(iter(subject.capture.sections), None)
    return {
        "application": None if section is None else section.application,
        "os": None if section is None else section.os,
        "hardware": None if section is None else section.hardware,
    }


def _hash(subject: Subject) -> str | None:
    """None where it is not wanted, or not known yet."""
    one = subject.file_hash
    if one is None:
        return None
    return one.whole() if subject.dissects else one.hexadecimal


def _hash_so_far(one: FileHash) -> str:
    return f"cannot be worked out: {one.problem}" if one.problem else f"{wording.percent_so_far(one.share)} so far"


def _packet_comments(subject: Subject) -> list[dict[str, Any]]:
    """The first comments on packets, with the packets' numbers."""
    if subject.file is None or not subject.file.is_pcapng:
        return []
    found = subject.counted(PacketComments, MOST_COMMENTS).found
    return [{"packet": row + 1, "comment": text} for row, text in found]


def _facts(subject: Subject, told: Overview, record: Record) -> Iterator[tuple[str, str]]:
    size = "" if record["size"] is None else f", {wording.size(record['size'])}"
    packed = f", {record['compression']}" if record["compression"] else ""
    yield "File" if subject.file is not None else "Source", subject.name
    if record["format"]:
        yield "Format", f"{record['format']}{packed}{size}"
    if subject.file_hash is not None:
        yield "SHA-256", record["sha256"] or _hash_so_far(subject.file_hash)
    if record["application"] or record["os"] or record["hardware"]:
        where = ", ".join(text for text in (record["os"], record["hardware"]) if text)
        yield "Written by", " on ".join(text for text in (record["application"], where) if text)
    if subject.display_filter:
        part = f"{wording.count(told.packets)} of {wording.packets(len(subject.table))}"
        yield "Filter", f"{subject.display_filter} ({part})"
    links = [
        f"{name} {wording.packets(count)}" if len(told.link_types) > 1 else name for name, count in told.link_types
    ]
    yield "Link type", ", ".join(links) or NO_TIME
    yield from _interfaces(told)
    digits = digits_in([told.first_time, told.last_time])
    # Where times go backwards the first packet is not the earliest one.
    labels = ("Earliest", "Latest") if told.backwards else ("First packet", "Last packet")
    for label, time in zip(labels, (told.first_time, told.last_time), strict=True):
        yield label, NO_TIME if time is None else f"{moment(time, UTC, with_date=True, digits=digits)} UTC"
    first, last = (label.removesuffix(" packet").lower() for label in labels)
    ends = "" if told.duration is None else f", from the {first} packet to the {last}"
    yield "Duration", f"{_duration(told.duration, digits)}{ends}"
    packet_rate = "" if told.packet_rate is None else f", {_few_or_many(told.packet_rate)} a second"
    yield "Packets", f"{wording.count(told.packets)}{packet_rate}"
    average = "" if told.average_length is None else f", on average {told.average_length:,.1f} a packet"
    rate = "" if told.bit_rate is None else f", {bit_rate_words(told.bit_rate)}"
    yield "Bytes", f"{wording.count(told.bytes)}{rate}{average}"
    yield (
        "Dropped",
        "the file does not tell" if told.dropped is None else f"{wording.packets(told.dropped)} by the capture",
    )
    if told.cut:
        missing = wording.size(max(told.bytes - told.captured_bytes, 0))
        yield "Cut short", f"{wording.packets(told.cut)}; {missing} were not captured"
    if told.backwards:
        yield "Out of order", f"{wording.packets(told.backwards)} with an earlier time than the one before"
    for comment in record["comments"][:MOST_COMMENTS]:
        yield "Comment", comment
    for one in record["packet_comments"]:
        yield f"On packet {one['packet']}", one["comment"]


def _interfaces(told: Overview) -> Iterator[tuple[str, str]]:
    named = sorted((one for one in told.interfaces if one.name or one.description), key=lambda one: -one.packets)
    for one in named[:MOST_INTERFACES]:
        described = f" ({one.description})" if one.name and one.description else ""
        limit = f", at most {wording.count(one.snap_length)} bytes of each" if one.snap_length else ""
        limit += f", only {one.filter}" if one.filter else ""
        yield "Interface", f"{one.name or one.description}{described}: {wording.packets(one.packets)}{limit}"
    if len(named) > MOST_INTERFACES:
        yield "", f"and {len(named) - MOST_INTERFACES} more"


def _duration(nanoseconds: int | None, digits: int) -> str:
    """In seconds, to reckon with; where these are many also in words."""
    if nanoseconds is None:
        return NO_TIME
    whole, point, rest = interval(nanoseconds, digits).partition(".")
    exact = f"{wording.count(int(whole))}{point}{rest} s"
    return exact if nanoseconds < MANY_SECONDS * NANOSECONDS else f"{exact} ({lasting(nanoseconds)})"


def _few_or_many(rate: float) -> str:
    return "less than 0.1" if 0 < rate < 0.1 else f"{rate:,.1f}"
