"""`remora conversations`: which are listed, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dissectors.capture_file import save_capture
from tests.conftest import SAMPLES
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.talk import Talk
from tui import cli

HELLO = str(SAMPLES / "hello.pcapng")

Output = pytest.CaptureFixture[str]


def listed(capfd: Output, *arguments: str) -> str:
    """What a successful `remora conversations` prints."""
    assert cli.run(["conversations", *arguments]) == 0
    return capfd.readouterr().out


def test_all_kinds_that_there_are(capfd: Output) -> None:
    titles = [line for line in listed(capfd, HELLO).splitlines() if "conversation" in line]
    assert titles == ["Ethernet: 1 conversation", "IPv4: 1 conversation", "TCP: 1 conversation"]


def test_a_pipe_gets_all_columns_and_as_many_as_fit_where_a_width_is_given(
    capfd: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    whole = listed(capfd, HELLO)
    assert "bit/s B→A" in whole
    assert "Left out" not in whole
    monkeypatch.setenv("COLUMNS", "80")
    text = listed(capfd, HELLO)
    assert max(map(len, text.splitlines())) <= 80
    assert "Left out for want of room: A→B, B→A, " in text


def test_kinds_that_are_asked_for_even_if_there_are_none(capfd: Output) -> None:
    output = listed(capfd, HELLO, "--kind", "udp", "--kind", "tcp")
    assert [line for line in output.splitlines() if "conversation" in line] == [
        "UDP: no conversations",
        "TCP: 1 conversation",
    ]


def test_a_filter_chooses_the_packets_that_are_counted(capfd: Output) -> None:
    (one,) = json.loads(listed(capfd, HELLO, "--kind", "tcp", "--json", "-Y", "tcp.flags.syn == 1"))
    assert (one["packets_a_to_b"], one["packets_b_to_a"]) == (1, 1)


def test_nothing_is_said_to_be_nothing(capfd: Output) -> None:
    assert listed(capfd, HELLO, "-Y", "udp") == "There are no conversations.\n"
    assert json.loads(listed(capfd, HELLO, "-Y", "udp", "--json")) == []


def test_a_pipe_is_read_to_its_end(capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = listed(capfd, HELLO)
    with open(HELLO, "rb") as pipe:
        monkeypatch.setattr("sys.stdin", pipe)
        assert listed(capfd, "-") == expected


def test_a_cut_file_is_told_after_what_it_has(capfd: Output, tmp_path: Path) -> None:
    cut = tmp_path / "cut.pcapng"
    cut.write_bytes(Path(HELLO).read_bytes()[:-30])
    assert cli.run(["conversations", str(cut)]) == 1
    output = capfd.readouterr()
    assert "TCP: 1 conversation" in output.out
    assert output.err.startswith("remora: ")
    assert output.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["nothing-here"], [HELLO, "-Y", "tcp =="], [HELLO, "--kind", "token"], []])
def test_what_cannot_be_done_is_one_line_and_status_2(capfd: Output, arguments: list[str]) -> None:
    assert cli.run(["conversations", *arguments]) == 2
    output = capfd.readouterr()
    assert output.out == ""
    assert output.err.startswith("remora: ")
    assert output.err.count("\n") == 1


def test_processes_of_both_ends_are_listed(capfd: Output, tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.attributions.append([found("cu\x1brl", 7), found("nginx", 9, local=SERVER, remote=CLIENT)])
    path = tmp_path / "told.pcapng"
    save_capture(table.capture, path, processes=table.processes_to_save())  # type: ignore[arg-type]
    heading, line = listed(capfd, str(path), "--kind", "tcp").splitlines()[1:]
    assert "Process A  Process B" in heading
    assert "nginx" in line
    assert "\x1b" not in line
    (one,) = json.loads(listed(capfd, str(path), "--kind", "tcp", "--json"))
    assert (one["process_a"]["name"], one["process_b"]["pid"]) == ("cu\x1brl", 9)
