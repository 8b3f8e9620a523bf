"""Objects as one JSON array, an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any


def json_array(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The array in pieces, one for each object, so that not all of them are there at once."""
    separator = "["
    for one in objects:
        yield f"{separator}\n{json.dumps(one)}"
        separator = ","
    yield "\n]\n" if separator == "," else "[]\n"
