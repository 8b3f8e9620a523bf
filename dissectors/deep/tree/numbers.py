"""tshark counts the packets it is given; here its numbers become those of the capture, in values and in lines.

Frame numbers stand in fields of that type, in lists of what was put together (`#4(1460), #5(20)`) and in sentences of
expert items. The frame's own layer tells number, times and interface; these are put as the whole file tells them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from dissectors import fields
from dissectors.deep.tree.deep_fields import Made
from dissectors.deep.tree.frame_layer import put_frame_layer
from dissectors.deep.tree.generated_marks import EXPERT
from dissectors.frame import REASSEMBLED, Frame

STREAMS: Final = frozenset({"tcp.stream", "udp.stream", "dccp.stream"})
"""Numbers of conversations that our own stand for."""
COUNTED_HERE: Final = frozenset(
    {"eth.stream", "ip.stream", "ipv6.stream", "mptcp.stream", "quic.connection.number", "sctp.assoc_index"}
)
"""Numbers that tshark gives in the order in which it meets things, and that we have no others for."""

MESSAGE: Final = f"{EXPERT}.message"

_DIGITS: Final = re.compile(r"\d+")
_PART: Final = re.compile(r"#(\d{1,10})(?=\()")
_CUT_PART: Final = re.compile(r"#\d*(?=\s*(?:\[|…|\.\.\.|$))")
_PARTS: Final = re.compile(r"\d+ .*\(\d+ bytes?\): #\d+")
_IN_WORDS: Final = re.compile(r"\b([Ff]rames?(?: number)?:? #?|[Pp]acket #?|[Ff]rame=)(\d{1,10})\b(?!\.\d)")


class Numbering(Protocol):
    """What numbers of frames stand for: `Context` is one."""

    @property
    def is_whole(self) -> bool:
        """The numbers are the capture's own."""
        ...

    @property
    def left_out(self) -> int:
        """Packets of the conversation that tshark was not given."""
        ...

    def number_of(self, local: int) -> int | None:
        """The capture's frame number for tshark's; None where it has no such frame."""
        ...


def put_true_numbers(made: Sequence[Made], frame: Frame, context: Numbering) -> None:
    """Change the fields so that every number of a frame or stream is the capture's."""
    put_frame_layer(made, frame)
    if context.is_whole:
        return
    for one in made:
        if one.root.name == "frame":
            continue
        if one.field.spec.kind is fields.FRAME_NUMBER:
            _put_frame_number(one, context)
        elif one.node.name in STREAMS:
            _put_stream(one, frame)
        elif one.node.name in COUNTED_HERE:
            _say_where_counted(one.field)
        elif one.field.generated and "#" in one.node.label and _PARTS.match(one.node.label):
            _rewrite(one.field, lambda line: _CUT_PART.sub("#…", _PART.sub(lambda part: _part(part, context), line)))
        elif one.field.generated and _is_sentence(one):
            _rewrite(one.field, lambda line: _IN_WORDS.sub(lambda words: _words(words, context), line))


def _is_sentence(one: Made) -> bool:
    """Whether a line is words of tshark's and has no value besides."""
    return one.field.spec.kind in (fields.NONE, fields.PROTOCOL) or one.node.name == MESSAGE


def _rewrite(field: fields.Field, change: Callable[[str], str]) -> None:
    field.heading = change(field.heading or "")
    if field.shown is not None:
        field.shown = change(field.shown)
    if isinstance(field.value, str):
        field.value = change(field.value)


def _put_frame_number(one: Made, context: Numbering) -> None:
    field, local = one.field, one.field.value
    if not isinstance(local, int):
        return
    number = context.number_of(local)
    field.value = number
    name, colon, rest = (field.heading or "").partition(":")
    changed = str(number) if number is not None else f"{local} of those before"
    if colon:
        field.heading = name + colon + _with_number(rest, local, changed)
    else:
        field.heading = _with_number(name, local, changed)
    field.shown = _with_number(field.shown or "", local, changed)


def _with_number(line: str, local: int, changed: str) -> str:
    """A line with the first such number in it changed."""
    written = next((match for match in _DIGITS.finditer(line) if match[0] == str(local)), None)
    return line[: written.start()] + changed + line[written.end() :] if written is not None else line


def _put_stream(one: Made, frame: Frame) -> None:
    """The conversation's number is known by the place of its header."""
    field, node = one.field, one.node
    above = one.above.field if one.above is not None else field
    number = frame.stream_at(above.start)
    if number is None and frame.streams is not None:
        # Of headers in reassembled data the place is one of those.
        number = frame.stream_at(above.start + REASSEMBLED)
    if number is None:
        _say_where_counted(field)
        return
    field.value = number
    field.heading = (field.heading or "").replace(f": {node.show}", f": {number}")
    field.shown = str(number)


def _say_where_counted(field: fields.Field) -> None:
    """A number that holds only among the packets that tshark was given."""
    if not re.search(r": \d+$", field.heading or ""):
        return
    field.value = None
    field.heading = f"{field.heading} (among the packets decoded with this one)"


def _part(match: re.Match[str], context: Numbering) -> str:
    number = context.number_of(int(match[1]))
    return f"#{number}" if number is not None else match[0]


def _words(match: re.Match[str], context: Numbering) -> str:
    number = context.number_of(int(match[2]))
    return f"{match[1]}{number}" if number is not None else match[0]
