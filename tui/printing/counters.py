"""Counters as text: those of trouble first, with what they mean; then the others, and the interfaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tui.printing.visible import visible
from tui.sockets.counter_meanings import MEANINGS
from tui.sockets.counters import Counters, is_gauge
from tui.wording import count

TROUBLE: Final = "Signs of trouble"
OTHERS: Final = "Others"
INTERFACES: Final = "Interfaces"
_DROPS: Final = ("rx_errors", "rx_dropped", "rx_fifo", "rx_frame", "tx_errors", "tx_dropped", "tx_fifo", "tx_carrier")
"""Counters of interfaces that are told where they are not 0."""


def text_lines(now: Counters, width: int | None, *, with_zeros: bool) -> Iterator[str]:
    """All that counted anything since the machine started; `with_zeros`: all.

    Where a line would be wider than `width` the meaning stands below; None: it never does.
    """
    chosen = {name: value for name, value in now.values.items() if value or with_zeros}
    trouble = [name for name in MEANINGS if name in chosen]
    others = [name for name in chosen if name not in MEANINGS]
    widest = max(map(len, chosen), default=0)
    digits = max((len(count(value)) for value in chosen.values()), default=0)
    for title, names in ((TROUBLE, trouble), (OTHERS, others)):
        if names:
            yield f"{title}:"
        for name in names:
            yield from _explained(f"  {visible(name):<{widest}}  {count(chosen[name]):>{digits}}", name, width)
    if now.interfaces:
        yield f"{INTERFACES}:"
    for name, values in now.interfaces.items():
        yield f"  {visible(name)}  {_interface_words(values)}"


def change_lines(now: Counters, before: Counters, width: int | None) -> Iterator[str]:
    """What has grown since, by how much and how fast; those of trouble are marked and explained, as in `text_lines`."""
    seconds = max((now.time_ns - before.time_ns) / 1e9, 1e-9)
    grown = {name: value for name, value in now.since(before).items() if value}
    for name in sorted(grown, key=lambda name: name not in MEANINGS):
        mark = "!" if name in MEANINGS else " "
        numbers = f"{'+' + count(grown[name]):>12}  {grown[name] / seconds:>10,.1f}/s  {count(now.values[name])}"
        yield from _explained(f"{mark} {visible(name):<28}  {numbers}", name, width)
    interfaces = {name: values for name, values in now.interfaces_since(before).items() if any(values.values())}
    for name, values in interfaces.items():
        yield f"  {visible(name)}  {_interface_words(values)}"
    if not grown and not interfaces:
        yield "  nothing has grown"


def as_object(now: Counters, before: Counters | None = None) -> dict[str, Any]:
    """All counters by name; with `before` also how much each has grown, and in how many seconds."""
    told: dict[str, Any] = {
        "counters": dict(now.values),
        "gauges": [name for name in now.values if is_gauge(name)],
        "interfaces": {name: dict(values) for name, values in now.interfaces.items()},
        "meanings": {name: meaning for name, meaning in MEANINGS.items() if now.values.get(name)},
    }
    if before is not None:
        told["seconds"] = (now.time_ns - before.time_ns) / 1e9
        told["grown"] = {name: value for name, value in now.since(before).items() if value}
        told["interfaces_grown"] = {name: dict(values) for name, values in now.interfaces_since(before).items()}
    return told


def _explained(line: str, name: str, width: int | None) -> Iterator[str]:
    """The line, and behind or below it what the counter means, if it is one of trouble."""
    meaning = MEANINGS.get(name, "")
    together = f"{line}  {meaning}".rstrip()
    if width is None or len(together) <= width:
        yield together
    else:
        yield line
        yield f"      {meaning}"


def _interface_words(values: Mapping[str, int]) -> str:
    told = [
        f"in {count(values.get('rx_packets', 0))} packets {count(values.get('rx_bytes', 0))} bytes",
        f"out {count(values.get('tx_packets', 0))} packets {count(values.get('tx_bytes', 0))} bytes",
    ]
    told += [f"{name} {count(values[name])}" for name in _DROPS if values.get(name)]
    return ", ".join(told)
