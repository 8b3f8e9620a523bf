"""Which command a word means, and how commands end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT, SAMPLES
from tui import cli
from tui.exit_status import DONE, INTERRUPTED, NOT_ALLOWED, USAGE, CommandError

HELLO = str(SAMPLES / "hello.pcapng")


def test_a_sub_command_is_the_exact_first_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["read", "--help"]) == DONE
    assert "remora read" in capsys.readouterr().out
    assert cli.run(["reads"]) == USAGE
    assert "neither a file nor a command; did you mean read" in capsys.readouterr().err


def test_a_file_named_like_a_command_is_reached_by_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "read").write_bytes(Path(HELLO).read_bytes())
    monkeypatch.chdir(tmp_path)
    assert cli.run(["./read"]) == DONE
    assert b"TCP" in capfdbinary.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["read"],
        ["read", HELLO, "-T", "fields"],
        ["read", HELLO, "-e", "no.such"],
        ["read", HELLO, "-Y", "tcp.port =="],
        ["read", HELLO, "-T", "fields", "-e", "ip.src", "-E", "nonsense=1"],
        ["read", "no such file"],
        ["read", str(PROJECT / "pyproject.toml")],
        [HELLO, "-i", "lo"],
        [HELLO, "-f", "tcp"],
        ["--tail"],
    ],
    ids=" ".join,
)
def test_a_wrong_use_is_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(arguments) == USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("remora: ")
    assert told.err.count("\n") == 1


def test_a_missing_interface_is_status_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["-i", "no-such-interface"]) == NOT_ALLOWED
    assert "no interface no-such-interface" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status"), [(KeyboardInterrupt(), INTERRUPTED), (CommandError("no", NOT_ALLOWED), NOT_ALLOWED)]
)
def test_every_end_has_its_status(monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int) -> None:
    def fail(*arguments: object, **options: object) -> int:
        raise error

    monkeypatch.setattr("tui.commands.read.read", fail)
    assert cli.run(["read", HELLO]) == status


def test_a_closed_pipe_ends_silently() -> None:
    """`head` reads one line of far more than a pipe holds."""
    command = f"{sys.executable} -m tui read {HELLO} -V -x | head -1"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=PROJECT, check=False)
    assert ran.stdout.startswith("Frame 1")
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (f"read {HELLO} >/dev/full", "standard output cannot be written: No space left on device"),
        (f"read {HELLO} -T jsonl >/dev/full", "standard output cannot be written: No space left on device"),
        (f"read {HELLO} -w - >/dev/full", "standard output cannot be written: No space left on device"),
        ("interfaces >/dev/full", "standard output cannot be written: No space left on device"),
        ("lab >/dev/full", "standard output cannot be written: No space left on device"),
        (f"read {HELLO} >&-", "standard output is closed"),
        ("interfaces >&-", "standard output is closed"),
        ("lab >&-", "standard output is closed"),
        ("-i lo -c 1 >&-", "standard output is closed"),
        ("read - <&-", "standard input is closed"),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_streams_that_are_full_or_closed_are_one_line_and_status_2(command: str, told: str) -> None:
    ran = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m tui {command}"], capture_output=True, text=True, cwd=PROJECT, check=False
    )
    assert (ran.returncode, ran.stderr) == (USAGE, f"remora: {told}\n")


def test_closed_errors_do_not_land_in_the_output() -> None:
    command = f"{sys.executable} -m tui read {PROJECT}/LICENSE 2>&-"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=PROJECT, check=False)
    assert (ran.returncode, ran.stdout) == (USAGE, "")


@pytest.mark.root
@pytest.mark.usefixtures("require_root")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_scene_whose_packets_cannot_be_printed_is_status_2() -> None:
    command = f"{sys.executable} -m tui lab refused >/dev/full"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=PROJECT, check=False)
    assert ran.returncode == USAGE
    assert "standard output cannot be written" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_slip_in_a_command_is_told_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["flow", "F", "tcp:0"]) == USAGE
    assert "flow is neither a file nor a command; did you mean follow?" in capsys.readouterr().err


def test_a_pipe_that_breaks_while_a_command_writes_ends_it_silently() -> None:
    code = (
        "import sys\n"
        "from tui import cli\n"
        "from tui.commands import counters\n"
        "counters.command.callback = lambda **_: [print('x' * 1000) for _ in range(10_000)]\n"
        "sys.exit(cli.run(['counters']))\n"
    )
    command = ["bash", "-o", "pipefail", "-c", '"$0" -c "$1" | head -c 1', sys.executable, code]
    ran = subprocess.run(command, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (DONE, b"x", b"")
