"""Every golden frame: its tree as written down, and what no bytes may do to any dissector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.dissect import Dissection, dissect
from dissectors.fields import Field
from dissectors.frame import Frame
from dissectors.layers import find_layers
from dissectors.packets.summary import summarize
from dissectors.registry import default
from tests.dissectors import golden

PATHS = golden.paths()
EXAMPLES = [golden.read(path).frame for path in PATHS]


def one(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", PATHS, ids=one)
def test_tree_is_as_written(path: Path, request: pytest.FixtureRequest) -> None:
    example = golden.read(path)
    rendered = golden.render(example)
    if request.config.getoption("--update-goldens"):
        path.write_text(rendered, "utf-8")
    assert rendered == path.read_text("utf-8")


@pytest.mark.parametrize("path", PATHS, ids=one)
def test_whole_sample_shows_no_bug_and_fits_its_frame(path: Path) -> None:
    check(dissect(golden.read(path).frame))


@pytest.mark.parametrize("path", PATHS, ids=one)
def test_cut_anywhere_keeps_what_is_there(path: Path) -> None:
    frame = golden.read(path).frame
    step = max(1, len(frame.data) // 200)
    for length in range(0, len(frame.data), step):
        for original_length in (len(frame.data), length):
            check(dissect(Frame(frame.data[:length], frame.link_type, original_length=original_length)))


@pytest.mark.parametrize("path", PATHS, ids=one)
def test_columns_equal_the_tree(path: Path) -> None:
    assert_columns_equal_tree(golden.read(path).frame)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_mutation_upsets_a_dissector(data: st.DataObject) -> None:
    frame = data.draw(st.sampled_from(EXAMPLES))
    mutated = bytearray(frame.data)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, max(0, len(mutated) - 1)))
        stop = data.draw(st.integers(start, min(len(mutated), start + 8)))
        mutated[start:stop] = data.draw(st.binary(max_size=8))
    changed = Frame(bytes(mutated), frame.link_type)
    check(dissect(changed))
    assert_columns_equal_tree(changed)


def test_every_native_protocol_has_a_golden() -> None:
    seen = {layer.protocol.name for frame in EXAMPLES for layer in dissect(frame).layers}
    assert not set(default().protocols) - seen


def check(dissection: Dissection) -> None:
    """Every range lies inside the frame, every line and value can be printed, and the row can be drawn."""
    length = len(dissection.frame.data)

    def visit(field: Field) -> None:
        assert 0 <= field.start <= field.stop <= length, (field.name, field.start, field.stop, length)
        assert isinstance(field.line, str)
        assert isinstance(field.spec.printed(field.value), str)
        for child in field.children:
            visit(child)

    for root in dissection.roots:
        visit(root)
    assert isinstance(summarize(dissection).info, str)


def assert_columns_equal_tree(frame: Frame) -> None:
    """What the batch walk finds equals what the one-frame walk finds, header field by header field."""
    data = np.frombuffer(frame.data or b"\0", np.uint8)
    lengths = np.array([len(frame.data)])
    found = find_layers(
        data, np.zeros(1, np.int64), lengths, np.array([frame.length]), np.array([frame.link_type], np.int64)
    )
    layers = dissect(frame).layers[1:]
    for name, rows in found.items():
        mine = [layer for layer in layers if layer.protocol.name == name]
        assert rows.starts.tolist() == [layer.start for layer in mine], name
        assert rows.quoted.tolist() == [layer.quoted for layer in mine], name
        for spec in default().protocols[name].header.specs:
            _, column = rows.column(spec, data)
            values = column.tolist() if spec.kind.is_number else [row.tobytes() for row in column]
            tree = [layer.header.value_of(spec) for layer in mine if layer.has_header and layer.header.has(spec)]
            decoded = [spec.kind.decode(value) if isinstance(value, bytes) else value for value in values]
            assert decoded[: len(tree)] == tree, (name, spec.name)
    assert set(found) == {layer.protocol.name for layer in layers}
