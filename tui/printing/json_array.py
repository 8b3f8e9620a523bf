"""Objects as one JSON array, an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tui.printing.output import Output


def json_array(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The array in pieces, one for each object, so that not all of them are there at once."""
    separator = "["
    for one in objects:
        yield f"{separator}\n{json.dumps(one)}"
        separator = ","
    yield "\n]\n" if separator == "," else "[]\n"


class ArrayOutput(Output):
    """Each line is an object of one array, which `finish` closes."""

    _has_begun = False

    def line(self, text: str) -> None:
        self.write(f"{',' if self._has_begun else '['}\n{text}")
        self._has_begun = True

    def finish(self) -> None:
        self.write("\n]\n" if self._has_begun else "[]\n")
