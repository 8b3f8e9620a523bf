"""Exit statuses are what scripts rely on."""

from __future__ import annotations

from tui import exit_status


def test_statuses_never_change() -> None:
    statuses = (exit_status.DONE, exit_status.DAMAGED, exit_status.USAGE, exit_status.NOT_ALLOWED)
    assert statuses == (0, 1, 2, 3)
    assert exit_status.INTERRUPTED == 130


def test_a_command_that_gives_up_is_a_usage_error_unless_told() -> None:
    assert exit_status.CommandError("no").status == exit_status.USAGE
