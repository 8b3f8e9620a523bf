"""What the start screen offers, as lines: interfaces, captures that a crash left, files, samples, scenes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui import wording
from tui.capture.interfaces import Interface
from tui.capture.permission import Permission
from tui.capture.temporary import Leftover
from tui.lab.scenes import Scene
from tui.panes.text_lines import wrapped
from tui.safe import safe
from tui.samples import Sample
from tui.sparkline import sparkline

MOST_FILES = 8
SPARK_CELLS = 16
MARGIN_CELLS = 20
STATE_STYLES = {"up": "text--good", "down": "text--dim", "no permission": "text--error"}
NAME_CELLS = 16

Target = Interface | Leftover | Path | Sample | Scene | None


@dataclass(frozen=True, slots=True)
class StartLine:
    """A line of the start screen; texts as they came, not yet safe."""

    pieces: tuple[tuple[str, int, str], ...]
    """Text, cells to fill (0: as long as it is), component class."""
    target: Target = None
    """What Enter does it to; None for a heading or a remark."""
    hint: str = ""
    """What Enter would do."""


def heading(text: str) -> StartLine:
    return StartLine(((text, 0, "text--head"),))


def remarks(text: str, width: int, style: str = "text--dim", indent: int = 2) -> list[StartLine]:
    """A text that cannot be chosen, wrapped."""
    return [
        StartLine(((" " * indent + line, 0, style),)) for line in wrapped(safe(text), max(width - indent, MARGIN_CELLS))
    ]


def interface_lines(
    interfaces: Sequence[Interface],
    permission: Permission | None,
    rates: Mapping[str, Sequence[float]],
    width: int,
) -> list[StartLine]:
    """`rates` has the latest bytes a second by name; `permission` None: not known yet."""
    lines = [heading("Interfaces")]
    refused = permission is not None and not permission.allowed
    if refused and permission is not None:
        lines += remarks(f"✗ Live: {permission.reason}. Any of these changes that:", width, "text--error")
        for command in permission.remedies:
            lines += remarks(command, width, "text--key", 6)
        lines += remarks("Everything else here works without.", width)
    for interface in interfaces:
        rate = rates.get(interface.name, ())
        state = "no permission" if refused else "up" if interface.is_up else "down"
        told = " · ".join(part for part in (interface.description, "  ".join(interface.addresses)) if part)
        pieces = (
            (f"  {interface.name}", NAME_CELLS, "text--strong"),
            (sparkline(rate, SPARK_CELLS), SPARK_CELLS, "text--key"),
            (f" {wording.bytes_a_second(rate[-1]) if rate else '':>10} ", 12, ""),
            (state if refused else f"{state:<5}", 0, STATE_STYLES[state]),
            (f" {told}", 0, "text--dim"),
        )
        hint = f"Enter captures what passes {interface.name}, live; i asks for a filter first."
        if refused:
            hint = f"{interface.name} may not be captured by this user."
        elif not interface.is_up:
            hint = f"{interface.name} is down: nothing passes it (ip link set {interface.name} up)."
        lines.append(StartLine(pieces, interface, hint))
    return lines


def leftover_lines(leftovers: Sequence[Leftover]) -> list[StartLine]:
    if not leftovers:
        return []
    lines = [heading("Captures that were not saved")]
    for leftover in leftovers:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(leftover.created))
        pieces = (
            (f"  {when}", NAME_CELLS + 4, "text--strong"),
            (f"{wording.size(leftover.size):>9}  ", 0, ""),
            (", ".join(dict.fromkeys(leftover.interfaces)), 0, "text--dim"),
        )
        lines.append(StartLine(pieces, leftover, "Enter opens it (Ctrl+S there saves it), Delete discards it."))
    return lines


def recent_lines(files: Sequence[str]) -> list[StartLine]:
    """Those that are still there."""
    found = []
    for name in files:
        path = Path(name)
        try:
            status = path.stat()
        except (OSError, ValueError):
            continue
        pieces = (
            (f"  {path.name}", NAME_CELLS + 16, "text--strong"),
            (f" {wording.size(status.st_size):>9}  ", 0, ""),
            (str(path.parent), 0, "text--dim"),
        )
        found.append(StartLine(pieces, path, "Enter opens it."))
        if len(found) == MOST_FILES:
            break
    return [heading("Recent files"), *found] if found else []


def sample_lines(samples: Sequence[Sample]) -> list[StartLine]:
    if not samples:
        return []
    lines = [heading("Samples to learn from")]
    for sample in samples:
        pieces = ((f"  {sample.path.name}", NAME_CELLS + 9, "text--strong"), (sample.shows, 0, "text--dim"))
        lines.append(StartLine(pieces, sample, "Enter opens it: a small capture, complete in itself."))
    return lines


def scene_lines(scenes: Sequence[Scene]) -> list[StartLine]:
    if not scenes:
        return []
    lines = [heading("The lab: real traffic made on this machine, captured live")]
    for scene in scenes:
        pieces = ((f"  {scene.name}", NAME_CELLS + 2, "text--strong"), (scene.title, 0, "text--dim"))
        lines.append(StartLine(pieces, scene, f"Enter plays it. Look for {scene.look_for}"))
    return lines
