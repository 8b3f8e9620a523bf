"""What tshark chooses: many display filters asked in one pass over a capture, by a script that tshark runs."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.oracle import tshark

SCRIPT = Path(__file__).with_name("choices.lua")
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choices:
    """Tshark's account of a capture. Rows count packets from 0; custom blocks, which it numbers too, are none."""

    chosen: Mapping[str, Mask | None]
    """By filter: for each row whether it is chosen; None for a filter that is refused."""
    stacks: Sequence[str]
    """`frame.protocols` of each row."""


def choices(path: Path, filters: Sequence[str]) -> Choices:
    """Ask about a file; one that tshark cannot read has no rows."""
    with tempfile.TemporaryDirectory(prefix="remora-oracle-") as folder:
        asked, answers = Path(folder) / "filters", Path(folder) / "answers"
        asked.write_text("".join(f"{one}\n" for one in filters), encoding="utf-8")
        arguments = [f"lua_script:{SCRIPT}", f"lua_script1:{asked}", f"lua_script1:{answers}"]
        ran = tshark.run(
            *("-n", "-q", *tshark.preferences(), "-r", path), *(word for one in arguments for word in ("-X", one))
        )
        if not answers.exists():
            raise RuntimeError(f"tshark ran no script (it must be built with Lua): {ran.stderr.decode()}")
        if ran.returncode < 0:
            raise RuntimeError(f"tshark was ended by signal {-ran.returncode}: {ran.stderr.decode()[-300:]}")
        lines = [line.split("\t") for line in answers.read_text("utf-8", "surrogateescape").splitlines()]
    return _read(lines, filters)


def _read(lines: Sequence[Sequence[str]], filters: Sequence[str]) -> Choices:
    by_stack = {stack: _frames(frames) for label, stack, frames in (line for line in lines if line[0] == "stack")}
    answers = {line[0]: line[1] for line in lines if line[0] != "stack"}
    count = max((int(frames[-1]) for frames in by_stack.values()), default=0)
    stacks = np.full(count, "", object)
    for stack, frames in by_stack.items():
        stacks[frames - 1] = stack
    packets = ~_mask(answers.get("block", ""), count)
    return Choices(
        {
            one: None if answers.get(str(number)) == "refused" else _mask(answers.get(str(number), ""), count)[packets]
            for number, one in enumerate(filters, 1)
        },
        stacks[packets].tolist(),
    )


def _frames(ranges: str) -> NDArray[np.int64]:
    """The numbers of `1-3 7`."""
    ends = [part.partition("-") for part in ranges.split()]
    parts: list[NDArray[Any]] = [np.arange(int(first), int(last or first) + 1) for first, _, last in ends]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _mask(ranges: str, count: int) -> Mask:
    mask = np.zeros(count, np.bool_)
    mask[_frames(ranges) - 1] = True
    return mask
