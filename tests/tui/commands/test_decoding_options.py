from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click
import pytest

from tests.conftest import SAMPLES
from tui import cli
from tui.commands.decoding_options import decoding_options
from tui.decoding import Decoding

DECODING = ("read", "follow", "conversations", "diagnose", "ladder")


def test_options_come_as_one_argument() -> None:
    given: list[Decoding] = []

    @click.command()
    @click.argument("file")
    @decoding_options
    def command(file: str, decoding: Decoding) -> None:
        given.append(decoding)

    decisions = ["-d", "tcp.port==1,http", "--decode-as", "udp.port==2,dns"]
    others = ["-n", "-N", "--keylog", "k", "-o", "a:b", "-o", "c:d", "--profile", "P"]
    command.main(["FILE", *decisions, *others], standalone_mode=False)
    command.main(["FILE"], standalone_mode=False)
    read = Decoding(True, True, ("tcp.port==1,http", "udp.port==2,dns"), ("k",), ("a:b", "c:d"), "P")
    assert given == [read, Decoding()]


@pytest.mark.parametrize("module", [cli.VIEWER, *(cli.COMMANDS[name] for name in DECODING)])
def test_the_viewer_and_the_commands_have_the_same(module: str) -> None:
    command: click.Command = import_module(module).command
    given = {option for parameter in command.params for option in parameter.opts}
    assert given >= {"-n", "-N", "-d", "--decode-as", "--keylog", "-o", "--profile"}


@pytest.fixture(autouse=True)
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMORA_CONFIG", str(tmp_path / "settings.toml"))


def printed(capfdbinary: pytest.CaptureFixture[bytes], *line: str) -> str:
    assert cli.run(line) == 0
    return capfdbinary.readouterr().out.decode()


HTTP = str(SAMPLES / "http.pcapng")


def test_decode_as_changes_what_is_printed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    port = printed(capfdbinary, "read", HTTP, "-Y", "http", "-c", "9", "-T", "fields", "-e", "tcp.dstport").split()[0]
    assert printed(capfdbinary, "read", HTTP, "-Y", "http") != ""
    assert printed(capfdbinary, "read", HTTP, "-Y", "http", "-d", f"tcp.port=={port},data") == ""
    assert printed(capfdbinary, HTTP, "-Y", "http", "-d", f"tcp.port=={port},data") == ""


def test_numbers_in_place_of_names_are_printed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    named = printed(capfdbinary, "read", HTTP, "-c", "1", "-V")
    bare = printed(capfdbinary, "read", HTTP, "-c", "1", "-V", "-n")
    assert "Protocol: TCP (6)" in named
    assert "Protocol: TCP (6)" not in bare
    assert "Protocol: 6" in bare


@pytest.mark.parametrize("name", DECODING)
def test_a_wrong_choice_is_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([name, HTTP, *(["tcp:0"] if name == "follow" else []), "-d", "nonsense"]) == 2
    assert capsys.readouterr().err == (
        "remora: 'nonsense' is no decision of what to decode as what: write it as tcp.port==8888,http\n"
    )
