"""`remora read --deep`: what tshark would print, streamed, and what happens where it goes wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PROJECT, SAMPLES
from tests.dissectors.deep import fake_tshark as fakes
from tests.dissectors.deep.fake_tshark import fake_tshark
from tests.dissectors.deep.left_behind import nothing_runs, processes_of
from tests.oracle import tshark
from tests.tui.capture.conftest import until
from tui import cli

HTTP = str(SAMPLES / "http.pcapng")
DNS = str(SAMPLES / "dns.pcapng")

Output = pytest.CaptureFixture[bytes]


def read(capfdbinary: Output, *arguments: str, status: int = 0) -> tuple[bytes, str]:
    assert cli.run(["read", *arguments, "--deep"]) == status
    found = capfdbinary.readouterr()
    return found.out, found.err.decode()


@pytest.fixture
def there_is_tshark(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")


FIELDS = ("frame.number", "http.host", "http.request.method", "frame.time_epoch", "_ws.col.Info", "tcp", "ip.addr")


@pytest.mark.usefixtures("there_is_tshark")
@pytest.mark.parametrize(
    "layout", [(), ("header=y", "quote=d", "bom=y", "separator=,"), ("occurrence=l", "aggregator=;")], ids=" ".join
)
@pytest.mark.parametrize("sample", ["http.pcapng", "dns.pcapng", "wire.pcapng"])
def test_fields_are_byte_for_byte_tsharks(capfdbinary: Output, sample: str, layout: tuple[str, ...]) -> None:
    words = [word for name in FIELDS for word in ("-e", name)] + [word for one in layout for word in ("-E", one)]
    path = str(SAMPLES / sample)
    assert (
        read(capfdbinary, path, "-T", "fields", *words)[0]
        == tshark.run("-n", "-r", path, "-T", "fields", *words).stdout
    )


@pytest.mark.usefixtures("there_is_tshark")
def test_rows_are_tsharks_lines(capfdbinary: Output) -> None:
    assert read(capfdbinary, HTTP)[0] == tshark.run("-n", "-r", HTTP).stdout


@pytest.mark.usefixtures("there_is_tshark")
def test_trees_are_tsharks(capfdbinary: Output) -> None:
    """Times are told in our zone."""
    ours = [line for line in read(capfdbinary, DNS, "-V")[0].decode().splitlines() if "Time" not in line]
    theirs = tshark.run("-n", "-r", DNS, "-V").stdout.decode().splitlines()
    assert ours == [line for line in theirs if "Time" not in line]


@pytest.mark.usefixtures("there_is_tshark")
def test_chosen_packets_keep_what_came_before_them(capfdbinary: Output) -> None:
    """The response is matched to its request, which was not chosen; `-c` counts packets read."""
    words = ("-T", "fields", "-e", "frame.number", "-e", "http.response_for.uri")
    whole = dict(line.split(b"\t") for line in read(capfdbinary, HTTP, *words)[0].splitlines())
    chosen = dict(
        line.split(b"\t") for line in read(capfdbinary, HTTP, *words, "-Y", "tcp.srcport == 8080")[0].splitlines()
    )
    assert 0 < len(chosen) < len(whole)
    assert chosen.items() <= whole.items()
    assert any(chosen.values())
    assert read(capfdbinary, HTTP, *words, "-c", "3")[0].count(b"\n") == 3
    assert read(capfdbinary, HTTP, *words, "-Y", "udp") == (b"", "")


@pytest.mark.usefixtures("there_is_tshark")
def test_foreign_filters_choose_too(capfdbinary: Output) -> None:
    words = ("-T", "fields", "-e", "frame.number", "-Y", "http.request_number == 2")
    (line,) = read(capfdbinary, HTTP, *words)[0].split()
    assert int(line) > 4


@pytest.mark.usefixtures("there_is_tshark")
def test_objects_are_like_our_own(capfdbinary: Output) -> None:
    packets = [json.loads(line) for line in read(capfdbinary, HTTP, "-T", "jsonl")[0].splitlines()]
    assert cli.run(["read", HTTP, "-T", "jsonl"]) == 0
    ours = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [packet["number"] for packet in packets] == [packet["number"] for packet in ours]
    for packet, own in zip(packets, ours, strict=True):
        assert packet.keys() - own.keys() == {"decoder"}
        assert packet["decoder"].startswith("tshark ")
        names = [layer["name"] for layer in packet["layers"]]
        assert names[: len(own["layers"])] == [layer["name"] for layer in own["layers"]]
    assert packets[3]["info"] == "GET / HTTP/1.1 "


@pytest.mark.usefixtures("there_is_tshark")
def test_chosen_fields_of_objects(capfdbinary: Output) -> None:
    words = ("-T", "jsonl", "-e", "http.host", "-e", "tcp.port", "-e", "_ws.col.Protocol", "-Y", "http.request")
    first = json.loads(read(capfdbinary, HTTP, *words)[0].splitlines()[0])
    assert first["fields"]["http.host"] == ["remora.test"]
    assert first["fields"]["_ws.col.Protocol"] == ["HTTP"]
    assert 8080 in first["fields"]["tcp.port"]


@pytest.mark.usefixtures("there_is_tshark")
def test_an_array_is_one_value(capfdbinary: Output) -> None:
    assert len(json.loads(read(capfdbinary, HTTP, "-T", "json", "-c", "2")[0])) == 2
    assert json.loads(read(capfdbinary, HTTP, "-T", "json", "-Y", "udp")[0]) == []


@pytest.mark.usefixtures("there_is_tshark")
def test_bytes_of_all_sources_are_dumped(capfdbinary: Output) -> None:
    theirs = tshark.run("-n", "-r", HTTP, "-x").stdout
    assert read(capfdbinary, HTTP, "-x")[0] == theirs


@pytest.mark.usefixtures("there_is_tshark")
def test_unknown_fields_are_told_with_likely_ones(capfdbinary: Output) -> None:
    printed, told = read(capfdbinary, HTTP, "-e", "http.hst", status=2)
    assert printed == b""
    assert "-e http.hst: tshark " in told
    assert "has no field of that name; did you mean http.host" in told


def test_without_tshark_one_line_says_what_to_install(
    capfdbinary: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    printed, told = read(capfdbinary, HTTP, status=2)
    assert printed == b""
    assert told.startswith("remora: there is no tshark on this machine: install it")


FIELDS_TABLE = 'case "$1" in -G) printf "P\\tIP\\tip\\n"; exit 0;; esac\n'


@pytest.mark.parametrize(
    ("what", "lines", "told"),
    [
        (fakes.DIES_AT_ONCE, 0, "tshark 4.0.17 ended with status 1: it is broken"),
        ("echo '\"one\"'; echo '\"two\"'; kill -9 $$", 2, "tshark 4.0.17 was ended by SIGKILL"),
        ("echo '\"one\"'; " + fakes.SWALLOWS, 1, "tshark 4.0.17 gave no answer for packet 2"),
    ],
)
def test_what_was_printed_before_a_failure_stays(
    what: str, lines: int, told: str, capfdbinary: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_tshark(tmp_path, FIELDS_TABLE + what)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    printed, said = read(capfdbinary, HTTP, "-T", "fields", "-e", "ip", status=2)
    assert (printed.count(b"\n"), said) == (lines, f"remora: {told}\n")
    assert nothing_runs(str(tmp_path))


@pytest.mark.usefixtures("there_is_tshark")
def test_a_closed_pipe_ends_silently() -> None:
    command = f"{sys.executable} -m tui read {SAMPLES}/wire.pcapng --deep -V | head -1"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=PROJECT, check=False)
    assert ran.stdout.startswith("Frame 1")
    assert ran.stderr == ""


def started(tmp_path: Path, *arguments: str, stdin: int | None = None) -> subprocess.Popen[bytes]:
    """The command with a tshark that answers for one packet, and then never again until its input ends."""
    fake_tshark(tmp_path, FIELDS_TABLE + "echo '\"one\"'; exec cat >/dev/null")
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"XDG_CACHE_HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "tui", "read", *arguments]
    return subprocess.Popen(
        command,
        env=environment | {"TMPDIR": str(tmp_path)},
        cwd=PROJECT,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_however_it_ends_nothing_it_started_goes_on(sent: signal.Signals, tmp_path: Path) -> None:
    """The packets come through a pipe, so that the first one is printed before the next is waited for."""
    reading, writing = os.pipe()
    running = started(tmp_path, "-", "--deep", "-T", "fields", "-e", "ip", stdin=reading)
    os.write(writing, Path(HTTP).read_bytes()[:800])
    assert running.stdout is not None
    assert running.stdout.readline() == b"one\n"
    running.send_signal(sent)
    _, told = running.communicate(timeout=60)
    os.close(writing)
    os.close(reading)
    assert running.returncode == (130 if sent == signal.SIGINT else -sent)
    assert told.strip() == b""
    until(lambda: not processes_of(str(tmp_path)), "nothing goes on")
