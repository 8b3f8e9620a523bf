"""tshark's packet summaries (`-T psml`) from bytes to batches: number, Protocol, Info and the colours of a rule.

All of a read is taken at once, without an object a packet; texts stay as they are escaped until somebody reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dissectors.deep.errors import TsharkFailed

COLUMN_FORMAT: Final = 'gui.column.format:"No.","%m","Protocol","%p","Info","%i"'
"""The preference by which tshark writes what is read here, and nothing else."""
PARAMETERS: Final = ("-o", COLUMN_FORMAT)
PARAMETERS_WITH_COLOURS: Final = (*PARAMETERS, "--color")

LONGEST_SUMMARY: Final = 1 << 20
"""Bytes. Wireshark cuts Info at 4,096, which escaping makes longer."""
_END: Final = b"</packet>"
# "<" never stands in a text, which escapes it, and ">" in no attribute that tshark writes: all of it is linear.
_PACKET: Final = re.compile(
    rb"<packet([^<>]*)>\s*<section>(\d{1,10})</section>\s*<section>([^<]*)</section>\s*<section>([^<]*)</section>\s*"
    rb"</packet>"
)
_COLOURS: Final = re.compile(rb"(foreground|background)=['\"]#([0-9a-fA-F]{6})['\"]")
_ENTITY: Final = re.compile(r"&(lt|gt|amp|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True)
class Colours:
    """What a colouring rule of Wireshark's gives to a row; each six hexadecimal digits, red first."""

    foreground: str
    background: str


@dataclass(frozen=True, slots=True)
class PacketSummary:
    """One packet's columns; texts as tshark made them of what was on the wire, not safe for a terminal."""

    number: int
    """As it was fed, from 1."""
    protocol: str
    info: str
    colours: Colours | None = None
    """None: no rule matches, or none was asked for."""


@dataclass(frozen=True, slots=True)
class SummaryBatch:
    """Packets that follow one another; equally long columns, texts escaped."""

    first: int
    """Number of the first one, as they were fed, from 1."""
    protocols: Sequence[bytes]
    infos: Sequence[bytes]
    attributes: Sequence[bytes]
    """Of the element `packet`, for `colours_in`; there are few different ones."""

    def __len__(self) -> int:
        return len(self.infos)

    def __iter__(self) -> Iterator[PacketSummary]:
        colours = {text: colours_in(text) for text in set(self.attributes)}
        columns = zip(self.protocols, self.infos, self.attributes, strict=True)
        for number, (protocol, info, attributes) in enumerate(columns, self.first):
            yield PacketSummary(number, plain_text(protocol), plain_text(info), colours[attributes])


class SummarySplitter:
    """A `Splitter` for `TsharkCapture`: gives batches, and checks that no packet is missing."""

    def __init__(self) -> None:
        self._rest = b""
        self._seen = 0
        """Bytes of the rest in which no packet ends."""
        self.last = 0
        """The number of the last packet that came."""

    def feed(self, data: bytes) -> list[SummaryBatch]:
        """The packets that are whole by now, as one batch or none. Raises TsharkFailed for what is no summary."""
        self._rest += data
        end = self._rest.rfind(_END, max(self._seen - len(_END), 0))
        if end < 0:
            self._seen = len(self._rest)
            if self._seen > LONGEST_SUMMARY:
                raise TsharkFailed(f"tshark's summary of packet {self.last + 1} does not end")
            return []
        stop = end + len(_END)
        found = _PACKET.findall(self._rest, 0, stop)
        ended = self._rest.count(_END, 0, stop)
        self._rest = self._rest[stop:]
        self._seen = len(self._rest)
        first = self.last + 1
        if len(found) != ended or int(found[0][1]) != first or int(found[-1][1]) != first + ended - 1:
            raise TsharkFailed(f"tshark's summary of packet {first} or of one after it cannot be read")
        self.last += len(found)
        attributes, _, protocols, infos = zip(*found, strict=True)
        return [SummaryBatch(first, protocols, infos, attributes)]

    def end(self) -> list[SummaryBatch]:
        """What is left is no packet."""
        return []


def colours_in(attributes: bytes) -> Colours | None:
    """The colours that the element's attributes tell."""
    told = dict(_COLOURS.findall(attributes))
    if len(told) < 2:
        return None
    return Colours(told[b"foreground"].decode().lower(), told[b"background"].decode().lower())


def plain_text(escaped: bytes) -> str:
    """The text that was escaped; bytes that are no UTF-8 become replacement characters."""
    text = escaped.decode("utf-8", "replace")
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if not name.startswith("#"):
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if code <= 0x10FFFF else found[0]
