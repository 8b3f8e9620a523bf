"""`remora decode`: one packet's tree with places, natively, by tshark, and both."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PROJECT, SAMPLES
from tests.dissectors.deep import fake_tshark as fakes
from tests.dissectors.deep.fake_tshark import fake_tshark
from tests.dissectors.deep.left_behind import nothing_runs
from tui import cli

HTTP = str(SAMPLES / "http.pcapng")

Output = pytest.CaptureFixture[bytes]


def decode(capfdbinary: Output, *arguments: str, status: int = 0) -> tuple[str, str]:
    """What is printed, and what is told on the side."""
    assert cli.run(["decode", *arguments]) == status
    found = capfdbinary.readouterr()
    return found.out.decode(), found.err.decode()


@pytest.fixture
def no_tshark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def faking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Puts a fake where tshark is looked for."""

    def put(what: str) -> None:
        fake_tshark(tmp_path, f'case "$1" in -G) printf "P\\tFrame\\tframe\\n"; exit 0;; esac\n{what}')
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return put


def test_native_lines_have_bytes_and_bits(capfdbinary: Output) -> None:
    lines = decode(capfdbinary, HTTP, "4", "--native")[0].splitlines()
    assert lines[0].split() == ["bytes", "bits"]
    assert lines[1].startswith("  0–139        Frame 4: ")
    assert ["46", "7–4", "1000", "....", "=", "Header", "Length:"] in [line.split()[:7] for line in lines]
    assert lines[-1] == ""


@pytest.mark.parametrize(
    "views", [("--deep", "--native"), ("--native", "--second-opinion"), ("--second-opinion", "--deep")]
)
def test_one_way_of_decoding_is_chosen(views: tuple[str, str], capfdbinary: Output) -> None:
    told = "remora: --deep, --native and --second-opinion do not go together: choose one\n"
    assert decode(capfdbinary, HTTP, "1", *views, status=2) == ("", told)


@pytest.mark.usefixtures("no_tshark")
def test_without_tshark_it_is_native_and_one_line_says_so(capfdbinary: Output) -> None:
    natively, _ = decode(capfdbinary, HTTP, "4", "--native")
    printed, told = decode(capfdbinary, HTTP, "4")
    assert printed == natively
    assert told.startswith("remora: decoded natively: there is no tshark on this machine: install it")
    assert told.count("\n") == 1


@pytest.mark.usefixtures("no_tshark")
@pytest.mark.parametrize("view", ["--deep", "--second-opinion"])
def test_what_only_tshark_can_do_is_refused_without_it(view: str, capfdbinary: Output) -> None:
    printed, told = decode(capfdbinary, HTTP, "4", view, status=2)
    assert printed == ""
    assert told.startswith("remora: there is no tshark on this machine: install it")


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (fakes.DIES_AT_ONCE, "packet 4 is decoded natively: tshark 4.0.17 ended with status 1: it is broken"),
        (fakes.SWALLOWS, "packet 4 is decoded natively: tshark 4.0.17 gave no answer for packet 4"),
        (fakes.PRINTS_GARBAGE, "packet 4 is decoded natively: tshark 4.0.17 gave no answer for packet 4"),
        (
            "echo '<packet></packet>'; " + fakes.SWALLOWS,
            "packet 4 is decoded natively: tshark's answer for packet 4 is no packet of PDML",
        ),
        (
            "printf 'tshark: \\033[2Jno\\n' >&2; exit 2",
            r"packet 4 is decoded natively: tshark 4.0.17 ended with status 2: \033[2Jno",
        ),
    ],
)
def test_with_a_broken_tshark_it_is_native_and_one_line_says_why(
    what: str, told: str, faking: Callable[[str], None], capfdbinary: Output
) -> None:
    natively, _ = decode(capfdbinary, HTTP, "4", "--native")
    faking(what)
    assert decode(capfdbinary, HTTP, "4") == (natively, f"remora: {told}\n")
    printed, said = decode(capfdbinary, HTTP, "4", "--deep", status=2)
    assert (printed, said) == ("", f"remora: {told.removeprefix('packet 4 is decoded natively: ')}\n")


def test_a_tshark_that_hangs_is_given_up(
    faking: Callable[[str], None], capfdbinary: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("dissectors.deep.decoder.PATIENCE_SECONDS", 0.3)
    natively, _ = decode(capfdbinary, HTTP, "4", "--native")
    faking(fakes.HANGS)
    printed, told = decode(capfdbinary, HTTP, "4")
    assert (printed, told.count("\n")) == (natively, 1)
    assert "packet 4 is decoded natively: tshark 4.0.17 gave no answer for packet 4 in " in told
    assert nothing_runs(str(tmp_path))


def test_tshark_decodes_where_there_is_one(require_tool: Callable[[str], str], capfdbinary: Output) -> None:
    require_tool("tshark")
    printed, told = decode(capfdbinary, HTTP, "4", "2", "-x")
    assert told == ""
    lines = printed.splitlines()
    assert "48–49            [Calculated window size: 65536]" in [line.strip() for line in lines]
    assert [line for line in lines if "Frame 2: " in line]
    assert sum(line.startswith("0000  ") for line in lines) == 2


def test_objects_say_who_decoded(require_tool: Callable[[str], str], capfdbinary: Output) -> None:
    require_tool("tshark")
    deep = json.loads(decode(capfdbinary, HTTP, "4", "--json")[0])
    native = json.loads(decode(capfdbinary, HTTP, "4", "--json", "--native")[0])
    assert deep["decoder"].startswith("tshark ")
    assert native["decoder"] == "native"
    assert [layer["name"] for layer in deep["layers"]] == [layer["name"] for layer in native["layers"]]

    def source_port(packet: dict[str, list[dict[str, list[dict[str, object]]]]]) -> object:
        (found,) = [field for field in packet["layers"][3]["fields"] if field["name"] == "tcp.srcport"]
        return found["value"], found["start"], found["stop"]

    assert source_port(deep) == source_port(native)


def test_a_second_opinion_has_both(require_tool: Callable[[str], str], capfdbinary: Output) -> None:
    require_tool("tshark")
    printed, _ = decode(capfdbinary, HTTP, "4", "--second-opinion")
    assert printed.startswith("R Remora, T tshark ")
    assert "\n~ R   34–35            Source Port: " in printed
    opinion = json.loads(decode(capfdbinary, HTTP, "4", "--second-opinion", "--json")[0])
    assert {pair["verdict"] for pair in opinion["pairs"]} >= {"same", "text"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["99"], "there is no packet 99: there are packets 1 to 12"),
        (["1", "13"], "there is no packet 13: there are packets 1 to 12"),
        (["0"], "Invalid value for 'N...': 0 is not in the range x>=1."),
        ([], "Missing argument 'N...'."),
        (["1", "--json", "-x"], "--json has places and values, and no dump: -x does not go with it"),
    ],
)
def test_what_cannot_be_decoded_is_said_in_a_sentence(arguments: list[str], told: str, capfdbinary: Output) -> None:
    assert decode(capfdbinary, HTTP, *arguments, status=2) == ("", f"remora: {told}\n")


def test_a_pipe_is_read_no_further_than_to_the_packet() -> None:
    """Its end never comes."""
    reading, writing = os.pipe()
    os.write(writing, Path(HTTP).read_bytes())
    command = [sys.executable, "-m", "tui", "decode", "-", "4", "--native"]
    ran = subprocess.run(command, stdin=reading, capture_output=True, cwd=PROJECT, timeout=60, check=False)
    os.close(writing)
    os.close(reading)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"Frame 4: " in ran.stdout


@pytest.mark.parametrize("hangs_at", ["the version", "the answer"])
def test_an_interrupt_ends_it_and_what_it_started(hangs_at: str, tmp_path: Path) -> None:
    path = Path(fake_tshark(tmp_path, f'[ "$1" = -G ] && exit 1\ntouch {tmp_path}/asked\n{fakes.HANGS_IN_A_CHILD}'))
    if hangs_at == "the version":
        # Not before who started it knows that it has.
        path.write_text(f"#!/bin/sh\nsleep 0.1; touch {tmp_path}/asked\nsleep 1000; exit 0\n")
    else:
        path.write_text(path.read_text().replace("exit 1\n", "{ printf 'P\\tFrame\\tframe\\n'; exit 0; }\n"))
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "tui", "decode", HTTP, "4"]
    running = subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not (tmp_path / "asked").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert (running.returncode, told.strip()) == (130, b"")
    assert nothing_runs(str(tmp_path))


@pytest.mark.root
@pytest.mark.usefixtures("require_root")
@pytest.mark.parametrize(
    "arguments",
    [
        ["decode", "FILE", "4", "--deep"],
        ["read", "FILE", "--deep", "-c", "1", "-T", "fields", "-e", "ip.proto", "-d", "tcp.port==8080,http"],
        ["read", "FILE", "-Y", "http.response_in"],
        ["objects", "FILE"],
    ],
    ids=" ".join,
)
def test_sudo_reads_what_only_root_may_and_tshark_runs_as_who_called_it(
    arguments: list[str], tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    """tshark is given packets, not the file, and looks into nobody's folders."""
    capture = tmp_path / "capture"
    capture.write_bytes(Path(HTTP).read_bytes())
    capture.chmod(0o600)
    with tempfile.TemporaryDirectory() as open_to_all:
        program, told = Path(open_to_all, "tshark"), Path(open_to_all, "told")
        os.chmod(open_to_all, 0o755)
        told.touch()
        told.chmod(0o666)
        tells = f"grep -h 'Uid\\|CapEff' /proc/$$/status >>{told}"
        program.write_text(f'#!/bin/sh\n{tells}\nexec {require_tool("tshark")} "$@"\n')
        program.chmod(0o755)
        environment = os.environ | {"SUDO_UID": "65534", "SUDO_GID": "65534"}
        environment |= {"PATH": f"{open_to_all}:{os.environ['PATH']}"}
        words = [str(capture) if word == "FILE" else word for word in arguments]
        command = [sys.executable, "-m", "tui", *words]
        ran = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False)
        ran_as = {tuple(line.split()) for line in told.read_text().splitlines()}
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()
    assert "no objects" not in ran.stdout
    assert ran_as == {("Uid:", "65534", "65534", "65534", "65534"), ("CapEff:", "0000000000000000")}
