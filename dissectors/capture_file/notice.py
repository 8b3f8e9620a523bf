"""The one sentence about a file of which not everything can be read."""

from __future__ import annotations

from dataclasses import dataclass

from dissectors.capture_file.compressed import UnpackProblem
from dissectors.capture_file.reader import Damage


@dataclass(frozen=True, slots=True)
class Notice:
    """What is wrong with a file of which frames could be read all the same."""

    message: str
    """One sentence, without the file's name."""
    offset: int
    """The byte at which the trouble begins; in the unpacked data, if the file is compressed."""
    may_go_on: bool
    """The file only ends too early: frames may still come if it is being written."""


def of_damage(damage: Damage, frames: int, *, is_unpacked: bool) -> Notice:
    """Bytes that break the format's rules, after `frames` good ones."""
    where = " of the unpacked data" if is_unpacked else ""
    message = f"The file is damaged at byte {damage.offset}{where} ({damage.reason}); {_before('that', frames)}"
    return Notice(message, damage.offset, may_go_on=False)


def of_unpacking(problem: UnpackProblem, position: int, frames: int) -> Notice:
    """Compressed data that ends or breaks; `position` is where the unpacked data was read to."""
    message = f"{problem.message} at byte {problem.offset}; {_before('that', frames)}"
    return Notice(message, position, problem.may_go_on)


def of_an_early_end(what: str, position: int, frames: int) -> Notice:
    """A file that ends inside of something that begins at `position`."""
    message = f"The file ends in the middle of {what}, which begins at byte {position}; {_before('it', frames)}"
    return Notice(message, position, may_go_on=True)


def _before(it: str, frames: int) -> str:
    if frames == 0:
        return f"there is no frame before {it}."
    return f"the {frames} frames before {it} were read." if frames > 1 else f"one frame before {it} was read."
