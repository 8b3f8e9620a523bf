"""A series of the I/O graph: which packets, what of them is counted, and how it is drawn; and the text that says so.

The text is what `remora stats --series` takes and what the settings keep: `tcp`, `bytes: udp.port == 53`,
`MAX(tcp.len): ip.addr == 10.0.0.1`, with how it is drawn before it: `[bars, colour 3, hidden] bits: tcp`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, cast, get_args

from dissectors.filters.errors import FilterError
from dissectors.statistics.rates import MEASURES, SUMMARIES, Measure, Quantity, is_number
from tui.graphs.plot import COLOURS, MARKS

Shape = Literal["line", "steps", "bars", "points"]
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)
PACKETS: Final = Quantity()
MOST_SERIES: Final = 16
_WHAT: Final = re.compile(
    rf"({'|'.join(MEASURES)})\s*(?::(.*))?|(\w+)\s*\(\s*([A-Za-z_][\w.-]*)\s*\)\s*(?::(.*))?", re.IGNORECASE | re.DOTALL
)
_OPTIONS: Final = re.compile(r"\s*\[([^\]]*)\](.*)", re.DOTALL)
_NO_MEASURE: Final = re.compile(r"([A-Za-z]{3,})\s*:(?!:)")
_KINDS: Final = f"packets, bytes, bits, or {'|'.join(SUMMARIES)}(field)"


@dataclass(frozen=True, slots=True)
class SeriesWanted:
    """One series."""

    name: str
    quantity: Quantity = PACKETS
    filter: str = ""
    """A display filter; empty: all packets."""
    colour: int = 0
    """0 to 7."""
    mark: str = ""
    """One character; empty: as the colour has it."""
    shape: Shape = "line"
    is_shown: bool = True

    @property
    def drawn_mark(self) -> str:
        return self.mark or MARKS[self.colour % len(MARKS)]

    @property
    def what(self) -> str:
        """What is counted of which packets, as it is typed."""
        counted = quantity_text(self.quantity)
        if not self.filter:
            return counted
        return self.filter if counted == "packets" else f"{counted}: {self.filter}"

    def counting(self, quantity: Quantity) -> SeriesWanted:
        """The same, with something else counted of its packets; a name that says what is counted goes on to do so."""
        changed = replace(self, quantity=quantity)
        return replace(changed, name=changed.what) if self.name == self.what else changed

    @property
    def text(self) -> str:
        """All but the name, from which `series_of` makes it again."""
        options = [
            *([] if self.is_shown else ["hidden"]),
            *([] if self.shape == "line" else [self.shape]),
            f"colour {self.colour}",
            *([f"mark {self.mark}"] if self.mark else []),
        ]
        what = self.what if quantity_text(self.quantity) != "packets" or not self.filter else f"packets: {self.filter}"
        return f"[{', '.join(options)}] {what}"


NO_ERRORS: Final = ("tcp.analysis.window_update", "tcp.analysis.keep_alive", "tcp.analysis.keep_alive_ack")
"""What is noticed of TCP though all is well: as Wireshark's colours leave it out of bad TCP."""
TCP_ERRORS: Final = " && ".join(["tcp.analysis.flags", *(f"!{name}" for name in NO_ERRORS)])
USUAL: Final = (
    SeriesWanted("All packets"),
    SeriesWanted("TCP errors", filter=TCP_ERRORS, colour=5, shape="bars"),
)


def quantity_text(quantity: Quantity) -> str:
    """`packets`, `MAX(tcp.len)`."""
    return f"{quantity.measure}({quantity.field})" if quantity.field else quantity.measure


def series_of(text: str, name: str = "", colour: int = 0) -> SeriesWanted:
    """The series that a text describes; without a name it is called by the text.

    Whether its filter is one is not looked at. Raises FilterError, in one sentence.
    """
    found = _OPTIONS.fullmatch(text)
    options, what = (found[1], found[2].strip()) if found else ("", text.strip())
    series = _with_options(SeriesWanted(name or what, colour=colour), options)
    parts = _WHAT.fullmatch(what)
    if parts is None:
        _refuse_unknown(what)
        return replace(series, filter=what)
    if parts[1]:
        measure = Quantity(cast("Measure", parts[1].lower()))
        return replace(series, quantity=measure, filter=(parts[2] or "").strip())
    return replace(series, quantity=summary_quantity(parts[3], parts[4]), filter=(parts[5] or "").strip())


def summary_quantity(summary: str, field: str) -> Quantity:
    """A summary by its name and a field's. Raises FilterError for what is neither."""
    from dissectors.filters.names import field_specs, problem_with

    name = summary.upper()
    if name not in SUMMARIES:
        raise FilterError(f"{summary} is no summary of a field: {', '.join(SUMMARIES)}")
    if not field_specs(field):
        raise FilterError(problem_with(field))
    if name != "COUNT" and not is_number(field):
        raise FilterError(f"{field} is no number: only COUNT can be told of it")
    return Quantity(name, field)


def _refuse_unknown(what: str) -> None:
    found = _NO_MEASURE.match(what)
    if found is not None:
        raise FilterError(f"{found[1]} is nothing that can be counted: {_KINDS}", 0)


def _with_options(series: SeriesWanted, options: str) -> SeriesWanted:
    for option in filter(None, (one.strip() for one in options.split(","))):
        word, _, value = option.partition(" ")
        if option in SHAPES:
            series = replace(series, shape=option)
        elif option == "hidden":
            series = replace(series, is_shown=False)
        elif word == "colour" and value.isdecimal() and value.isascii() and int(value[:3]) < COLOURS:
            series = replace(series, colour=int(value[:3]))
        elif word == "mark" and len(value) == 1 and value.isprintable():
            series = replace(series, mark=value)
        else:
            raise FilterError(f"[{option[:40]}] is none of {', '.join(SHAPES)}, hidden, colour 0-{COLOURS - 1}, mark X")
    return series


def series_in_settings(kept: Mapping[str, str]) -> tuple[list[SeriesWanted], list[str]]:
    """Those that the settings have, by name, or the usual ones; and what is wrong with some, in sentences."""
    found, problems = [], []
    for place, (name, text) in enumerate(list(kept.items())[:MOST_SERIES]):
        try:
            found.append(series_of(text, name, place % COLOURS))
        except FilterError as error:
            problems.append(f"The series {name} is left out of the graph: {error.message}")
    return found or list(USUAL), problems


def as_settings(series: Sequence[SeriesWanted]) -> dict[str, str]:
    """For the settings; nothing where they are the usual ones."""
    return {} if tuple(series) == USUAL else {one.name: one.text for one in series}
