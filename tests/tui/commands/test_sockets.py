"""`remora sockets`, on this machine's own sockets and on made-up ones."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Collection
from contextlib import nullcontext
from typing import Any, Self

import pytest

from tests.tui.printing.test_sockets import HOSTILE, TALK, WEB
from tui import cli
from tui.sockets.entry import Protocol
from tui.sockets.namespaces import NoNamespace
from tui.sockets.snapshot import OwnedSocket, Snapshot
from tui.viewer_request import ViewerRequest


class Machine:
    def __init__(self, *found: OwnedSocket, notices: tuple[str, ...] = ()) -> None:
        self.snapshot = Snapshot(5, found, notices)
        self.asked: list[tuple[set[Protocol], bool]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None: ...

    def take(self, protocols: Collection[Protocol], *, with_details: bool) -> Snapshot:
        self.asked.append((set(protocols), with_details))
        found = tuple(entry for entry in self.snapshot.sockets if entry.socket.protocol in protocols)
        return Snapshot(5, found, self.snapshot.notices)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(TALK, WEB, HOSTILE, notices=("the process of 1 socket is not known",))
    monkeypatch.setattr("tui.sockets.snapshot.open_source", lambda namespace: made)
    return made


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert cli.run(["sockets", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_everything_without_options(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["sockets"]) == 0
    output = capsys.readouterr()
    assert len(output.out.splitlines()) == 4
    assert output.err == "remora: the process of 1 socket is not known\n"
    assert machine.asked == [({"tcp", "udp", "udplite", "raw", "unix", "packet"}, False)]


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["-tn"], ["ESTABLISHED"]),
        (["-tln"], ["LISTEN"]),
        (["-tan"], ["LISTEN", "ESTABLISHED"]),
        (["-tlan"], ["LISTEN", "ESTABLISHED"]),
        (["-tulpn"], ["LISTEN"]),
        (["-xl"], ["LISTEN"]),
        (["-l"], ["LISTEN", "LISTEN"]),
        (["--process", "nginx"], ["LISTEN"]),
        (["--process", "812"], ["LISTEN"]),
        (["--process", "ngin"], []),
        (["-Y", "sock.rtt < 1"], ["ESTABLISHED"]),
        (["-a", "-Y", "proc.pid in {5, 812}", "--process", "nginx"], ["LISTEN"]),
    ],
)
@pytest.mark.usefixtures("machine")
def test_options_as_in_ss(options: list[str], shown: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    _, *lines = run(capsys, *options)
    assert [line.split()[1] for line in lines] == shown


Screens = Callable[[], list[ViewerRequest]]


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> Screens:
    """A function to be called in the test: standard output is a terminal then; what the viewer is asked for."""
    asked: list[ViewerRequest] = []

    def run(request: ViewerRequest) -> int:
        asked.append(request)
        return 0

    def begin() -> list[ViewerRequest]:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setattr("tui.viewer.run", run)
        return asked

    return begin


def test_on_a_terminal_without_options_they_are_a_screen(machine: Machine, screens: Screens) -> None:
    asked = screens()
    assert cli.run(["sockets"]) == 0
    assert asked == [ViewerRequest(shows_sockets=True)]
    assert machine.asked == []


@pytest.mark.parametrize("option", ["-a", "-n", "-p", "-tulpn", "--explain", "--json", "--process=nginx"])
def test_with_any_option_they_are_printed_on_a_terminal_too(option: str, machine: Machine, screens: Screens) -> None:
    asked = screens()
    assert cli.run(["sockets", option]) == 0
    assert asked == []
    assert machine.asked


def test_a_signal_ends_the_screen_as_it_ends_the_viewer(
    machine: Machine, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing may be raised into the screen's loop."""
    screens()
    entered: list[str] = []
    monkeypatch.setattr(cli, "signals_end_programs", lambda: nullcontext(entered.append("screen")))
    monkeypatch.setattr(cli, "signals_interrupt", lambda: nullcontext(entered.append("lines") or []))
    cli.run(["sockets"])
    cli.run(["sockets", "-a"])
    cli.run(["counters"])
    assert entered == ["screen", "lines", "lines"]


@pytest.mark.usefixtures("machine")
def test_one_family_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(run(capsys, "-ta4")) == 3
    assert run(capsys, "-ta6") == ["There are no such sockets."]


@pytest.mark.usefixtures("machine")
def test_what_each_of_them_means(capsys: pytest.CaptureFixture[str]) -> None:
    told = "\n".join(run(capsys, "--explain", "-tan"))
    assert told.count("Proto  State") == 2
    assert "waits for connections on port 80" in told
    assert "Queues and timer" in told
    assert run(capsys, "--explain", "-w") == ["There are no such sockets."]
    assert cli.run(["sockets", "--explain", "--json"]) == 2
    assert "--explain tells in words: without --json" in capsys.readouterr().err


@pytest.mark.usefixtures("machine")
def test_nothing_that_matches_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "-w") == ["There are no such sockets."]
    assert json.loads("".join(run(capsys, "-w", "--json"))) == []


@pytest.mark.parametrize(("options", "details"), [(["-t"], False), (["-ti"], True), (["-t", "--json"], True)])
def test_details_are_asked_for_when_they_are_shown(
    options: list[str], details: bool, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, *options)
    assert machine.asked == [({"tcp"}, details)]


@pytest.mark.usefixtures("machine")
def test_details_stand_below(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "-tneoim")
    assert [line.split(":")[0].strip() for line in lines[2:5]] == ["timer", "uid", "skmem"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-Y", "ip.src == 1.1.1.1"], "ip.src is of packets"),
        (["-Y", "sock.port =="], "ends too early"),
        (["state", "established"], "state established: sockets are chosen by a filter: -Y"),
        (["-tn", "sport", "=", ":22"], "sport = :22: sockets are chosen by a filter: -Y"),
        (["-s"], "told by remora counters"),
        (["--netns", "no/such"], "is no name of a network namespace"),
        (["--netns", "no-such"], "there is no network namespace no-such"),
        (["--interval", "0"], "0.05<=x<=3600"),
    ],
)
def test_mistakes_are_one_line(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["sockets", *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (NoNamespace(errno.EPERM, "only root may"), 3, "only root may"),
        (PermissionError(errno.EPERM, "not permitted"), 3, "cannot be read: not permitted"),
        (OSError(errno.EPROTONOSUPPORT, "no such protocol"), 2, "cannot be read: no such protocol"),
    ],
)
def test_a_machine_that_does_not_tell(
    error: OSError, status: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(namespace: str) -> Any:
        raise error

    monkeypatch.setattr("tui.sockets.snapshot.open_source", refuse)
    assert cli.run(["sockets"]) == status
    assert told in capsys.readouterr().err


def test_this_machines_own(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert cli.run(["sockets", "-tl", "--json", "--process", str(os.getpid())]) == 0
    found = {one["local"]["port"]: one for one in json.loads(capsys.readouterr().out)}
    assert found[port]["state"] == "LISTEN"
    assert found[port]["processes"][0]["pid"] == os.getpid()


def test_a_reader_that_has_enough_ends_it_silently() -> None:
    command = f"{sys.executable} -m tui sockets | head -c 1"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
