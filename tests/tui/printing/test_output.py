"""Lines on their way out."""

from __future__ import annotations

import io

import pytest

from tui.printing.output import Output


def test_lines_are_collected_until_flushed() -> None:
    stream = io.BytesIO()
    output = Output(stream)
    output.line("→")
    assert stream.getvalue() == b""
    output.flush()
    assert stream.getvalue() == "→\n".encode()


def test_much_is_written_without_being_asked() -> None:
    stream = io.BytesIO()
    Output(stream).line("x" * 100_000)
    assert len(stream.getvalue()) == 100_001


def test_what_the_terminal_cannot_write_becomes_a_question_mark() -> None:
    stream = io.BytesIO()
    output = Output(stream, "ascii", is_terminal=True)
    output.line("a → b")
    output.flush()
    assert stream.getvalue() == b"a ? b\n"


def test_lines_are_as_wide_as_is_asked_for_or_as_a_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "132")
    assert Output(io.BytesIO()).columns() == 132
    monkeypatch.delenv("COLUMNS")
    monkeypatch.setattr("sys.__stdout__", None)
    assert (Output(io.BytesIO()).columns(), Output(io.BytesIO()).columns(100)) == (80, 100)


def test_nothing_limits_a_table_in_a_pipe_but_a_width_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert Output(io.BytesIO()).room is None
    assert Output(io.BytesIO(), is_terminal=True).room is not None
    monkeypatch.setenv("COLUMNS", "132")
    assert Output(io.BytesIO()).room == 132


def test_what_is_left_out_is_told_once_and_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    stream = io.BytesIO()
    output = Output(stream)
    output.tell_left_out([], "--json")
    output.tell_left_out(["First after", "Last after"], "--json")
    output.flush()
    assert stream.getvalue().decode() == (
        "\nLeft out for want of room: First after, Last after; --json\nand a pipe have all.\n"
    )
