"""Arrays of JSON objects."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tui.printing.json_array import ArrayOutput, json_array


@pytest.mark.parametrize("count", [0, 1, 3])
def test_all_objects_are_in_one_array(count: int) -> None:
    objects = [{"number": number, "text": "a\n\x1b"} for number in range(count)]
    text = "".join(json_array(objects))
    assert json.loads(text) == objects
    assert len(text.splitlines()) == (count + 2 if count else 1)


def test_objects_are_taken_when_they_are_wanted() -> None:
    def objects() -> Iterator[dict[str, Any]]:
        yield {}
        pytest.fail("the second one was not wanted yet")

    assert next(json_array(objects())) == "[\n{}"


def test_lines_become_the_elements_of_one_array() -> None:
    for objects in ([], [{"a": 1}], [{"a": 1}, {"b": 2}]):
        stream = io.BytesIO()
        output = ArrayOutput(stream)
        for one in objects:
            output.line(json.dumps(one))
        output.finish()
        output.flush()
        assert json.loads(stream.getvalue()) == objects
