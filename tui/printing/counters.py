"""Counters as text: those of trouble first, with what they mean; then the others, and the interfaces as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tui.printing.visible import visible
from tui.sockets.counted.interfaces import INTERFACE, INTERFACE_SUMS, INTERFACE_TROUBLE
from tui.sockets.counter_words import meaning_of, tells_trouble
from tui.sockets.counters import Counters, is_gauge
from tui.sockets.interface_counters import InterfaceCounters
from tui.wording import count

TROUBLE: Final = "Signs of trouble"
OTHERS: Final = "Others"
INTERFACES: Final = "Interfaces"
_TITLES: Final = ("", "", "packets", "bytes", "errors", "dropped")
WAYS: Final = (("in", "rx"), ("out", "tx"))
"""What the two directions are called here, and how names of their counters begin."""


def text_lines(now: Counters, width: int | None, *, with_zeros: bool) -> Iterator[str]:
    """All that counted anything since the machine started; `with_zeros`: all.

    Where a line would be wider than `width` the meaning stands below; None: it never does.
    """
    chosen = {name: value for name, value in now.values.items() if value or with_zeros}
    trouble = [name for name in chosen if tells_trouble(name)]
    others = [name for name in chosen if not tells_trouble(name)]
    widest = max(map(len, chosen), default=0)
    digits = max((len(count(value)) for value in chosen.values()), default=0)
    for title, names in ((TROUBLE, trouble), (OTHERS, others)):
        if names:
            yield f"{title}:"
        for name in names:
            line = f"  {visible(name):<{widest}}  {count(chosen[name]):>{digits}}"
            yield from _explained(line, meaning_of(name) if tells_trouble(name) else "", width)
    if now.interfaces:
        yield f"{INTERFACES}:"
        yield from _interface_table(now.interfaces, width)


def change_lines(now: Counters, before: Counters, width: int | None) -> Iterator[str]:
    """What has grown since, by how much and how fast; those of trouble are marked and explained, as in `text_lines`."""
    seconds = seconds_between(now, before)
    grown = {name: value for name, value in now.since(before).items() if value}
    for name in sorted(grown, key=lambda name: not tells_trouble(name)):
        numbers = f"{'+' + count(grown[name]):>12}  {grown[name] / seconds:>10,.1f}/s  {count(now.values[name])}"
        meaning = meaning_of(name) if tells_trouble(name) else ""
        yield from _explained(f"{'!' if meaning else ' '} {visible(name):<28}  {numbers}", meaning, width)
    interfaces = {name: values for name, values in now.interfaces_since(before).items() if any(values.values())}
    for name, values in interfaces.items():
        yield f"{'!' if any(values.get(one) for one in INTERFACE_TROUBLE) else ' '} {visible(name)}:"
        for way, prefix in WAYS:
            yield (
                f"    {way:<3}  {'+' + count(values.get(prefix + '_packets', 0)):>12} packets"
                f"  {'+' + count(values.get(prefix + '_bytes', 0)):>15} bytes"
                f"  {values.get(prefix + '_bytes', 0) / seconds:>14,.1f} bytes/s"
            )
        for one in INTERFACE_TROUBLE:
            if values.get(one):
                yield from _explained(f"  ! {one:<20}  {'+' + count(values[one]):>12}", INTERFACE[one], width)
    if not grown and not interfaces:
        yield "  nothing has grown"


def as_object(now: Counters, before: Counters | None = None) -> dict[str, Any]:
    """All counters by name; with `before` also how much each has grown, and in how many seconds."""
    told: dict[str, Any] = {
        "counters": dict(now.values),
        "gauges": [name for name in now.values if is_gauge(name)],
        "interfaces": {name: _interface_object(one) for name, one in now.interfaces.items()},
        "meanings": {name: meaning_of(name) for name, value in now.values.items() if value and tells_trouble(name)},
    }
    if before is not None:
        told["seconds"] = (now.time_ns - before.time_ns) / 1e9
        told["grown"] = {name: value for name, value in now.since(before).items() if value}
        told["interfaces_grown"] = {name: dict(values) for name, values in now.interfaces_since(before).items()}
    return told


def seconds_between(now: Counters, before: Counters) -> float:
    """Between two looks; never 0."""
    return max((now.time_ns - before.time_ns) / 1e9, 1e-9)


def _interface_object(one: InterfaceCounters) -> dict[str, Any]:
    return {"index": one.index or None, "state": one.state or None, "mtu": one.mtu or None, **one.values}


def _interface_table(interfaces: Mapping[str, InterfaceCounters], width: int | None) -> Iterator[str]:
    """A line for each direction, and below them what else went wrong: errors and drops are only the sums."""
    rows: list[Sequence[str]] = [_TITLES]
    for one in interfaces.values():
        for way, prefix in WAYS:
            numbers = (count(one.get(f"{prefix}_{what}")) for what in _TITLES[2:])
            rows.append((visible(one.name) if way == "in" else "", way, *numbers))
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = iter(rows)
    yield _aligned(next(lines), sizes)
    for one in interfaces.values():
        yield _aligned(next(lines), sizes)
        yield _aligned(next(lines), sizes)
        for name in INTERFACE_TROUBLE:
            if name not in INTERFACE_SUMS and one.get(name):
                yield from _explained(f"    {name} {count(one.get(name))}", INTERFACE[name], width)


def _aligned(cells: Sequence[str], sizes: Sequence[int]) -> str:
    """Two words on the left, then numbers on the right."""
    words = [cell.ljust(size) for cell, size in zip(cells[:2], sizes[:2], strict=True)]
    numbers = [cell.rjust(size) for cell, size in zip(cells[2:], sizes[2:], strict=True)]
    return "  " + "  ".join([*words, *numbers])


def _explained(line: str, meaning: str, width: int | None) -> Iterator[str]:
    """The line, and behind or below it what the counter means, if that is to be said."""
    together = f"{line}  {meaning}".rstrip()
    if width is None or len(together) <= width:
        yield together
    else:
        yield line
        yield f"      {meaning}"
