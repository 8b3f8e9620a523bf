"""Exit statuses are what scripts rely on."""

from __future__ import annotations

import pytest

from dissectors.capture_file.notice import Notice
from tui import cli, exit_status

Output = pytest.CaptureFixture[str]


def test_statuses_never_change() -> None:
    statuses = (exit_status.DONE, exit_status.DAMAGED, exit_status.USAGE, exit_status.NOT_ALLOWED)
    assert statuses == (0, 1, 2, 3)
    assert exit_status.INTERRUPTED == 130


def test_a_command_that_gives_up_is_a_usage_error_unless_told() -> None:
    assert exit_status.CommandError("no").status == exit_status.USAGE


def test_damage_is_told_and_changes_the_status_of_success_alone(capsys: Output) -> None:
    notice = Notice("it is cut", 24, may_go_on=True)
    statuses = [exit_status.status_of_input("some.pcap", notice, status) for status in (0, exit_status.INTERRUPTED)]
    assert statuses == [exit_status.DAMAGED, exit_status.INTERRUPTED]
    assert capsys.readouterr().err == "remora: some.pcap: it is cut\n" * 2
    assert exit_status.status_of_input("some.pcap", None) == exit_status.DONE
    assert capsys.readouterr().err == ""


def test_names_of_files_move_no_cursor(capsys: Output) -> None:
    assert cli.run(["conversations", "\x1b]0;mine\a.pcap"]) == exit_status.USAGE
    assert capsys.readouterr().err.startswith("remora: \\033]0;mine\\a.pcap")
