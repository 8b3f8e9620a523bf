from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import NoTshark
from dissectors.deep.tshark import program
from dissectors.registry import default
from tests.dissectors.deep.tls_talk import tls_talk
from tests.dissectors.streams.frames import capture_of
from tests.tui.terminal import Tmux
from tui import settings as settings_file
from tui.decoding import Decoding, choices_of, command_choices, kept_choices, kept_decisions, native_registry
from tui.exit_status import CommandError
from tui.settings import Settings

LINE = "CLIENT_RANDOM " + "5a" * 32 + " " + "c3" * 48 + "\n"


@pytest.fixture(autouse=True)
def no_key_log_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSLKEYLOGFILE", raising=False)


@pytest.fixture
def no_tshark(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(path: str | None = None) -> object:
        raise NoTshark("there is no tshark on this machine: install it")

    monkeypatch.setattr(program, "find_tshark", find)


@pytest.fixture
def key_log(tmp_path: Path) -> Path:
    file = tmp_path / "keys.log"
    file.write_text(LINE)
    return file


def test_without_a_word_nothing_is_chosen() -> None:
    assert choices_of(Decoding(), Settings()) == (DeepChoices(), [])


def test_settings_make_choices() -> None:
    kept, problems = kept_choices(
        Settings(
            decode_as=("tcp.port==1,http", "udp.port==2,dns", "tcp.port==1,tls"),
            key_logs=("~/keys.log",),
            preferences=("ip.defragment:FALSE",),
            profile="Mine",
        )
    )
    assert problems == []
    assert [decision.parameter for decision in kept.decode_as] == ["tcp.port==1,tls", "udp.port==2,dns"]
    assert kept.key_logs == (Path.home() / "keys.log",)
    assert (kept.preferences, kept.profile) == (("ip.defragment:FALSE",), "Mine")


def test_settings_that_make_no_sense_are_told_and_left_out() -> None:
    kept, problems = kept_choices(
        Settings(decode_as=("http", "tcp.port==1,http"), preferences=("tls.debug_file:/x", "ip.defragment:FALSE"))
    )
    assert kept.decode_as == (DecodeAs("tcp.port", 1, "http"),)
    assert kept.preferences == ("ip.defragment:FALSE",)
    assert [problem.split(":")[1].strip() for problem in problems] == ["decode_as", "preferences"]


def test_the_command_line_goes_before_the_settings(no_tshark: None, key_log: Path) -> None:
    decoding = Decoding(
        resolve_names=True,
        decode_as=("tcp.port==1,tls",),
        key_logs=(str(key_log),),
        preferences=("a.b:2",),
        profile="P",
    )
    settings = Settings(decode_as=("tcp.port==1,http", "tcp.port==2,http"), preferences=("a.b:1",), profile="Q")
    choices, problems = choices_of(decoding, settings)
    assert [decision.parameter for decision in choices.decode_as] == ["tcp.port==1,tls", "tcp.port==2,http"]
    assert (choices.preferences, choices.profile, choices.resolve_names) == (("a.b:1", "a.b:2"), "P", True)
    assert choices.key_logs == (key_log,)
    assert [problem.partition(" is not used: there is no tshark")[0] for problem in problems] == [
        "-o a.b:2",
        "--profile P",
    ]


def test_without_tshark_a_native_decision_is_no_problem_and_others_are_told(no_tshark: None) -> None:
    assert choices_of(Decoding(decode_as=("tcp.port==1,http",)), Settings())[1] == []
    assert choices_of(Decoding(decode_as=("tcp.port==1,smtp",)), Settings())[1] == [
        "-d tcp.port==1,smtp is not used: there is no tshark on this machine: install it"
    ]


@pytest.mark.parametrize(
    ("decoding", "told"),
    [
        (Decoding(decode_as=("8888=http",)), "'8888=http' is no decision of what to decode as what"),
        (Decoding(preferences=("tls.debug_file:/x",)), "-o tls.debug_file is refused: it would have tshark write"),
        (Decoding(key_logs=("/no/such/file",)), "/no/such/file: the TLS key log cannot be read: No such file"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_refused(decoding: Decoding, told: str) -> None:
    with pytest.raises(CommandError) as refused:
        choices_of(decoding, Settings())
    assert refused.value.message.startswith(told)


@pytest.mark.tools
def test_tshark_is_asked_about_the_command_line(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    with pytest.raises(CommandError, match="knows no such preference"):
        choices_of(Decoding(preferences=("no.such:1",)), Settings())
    choices, problems = choices_of(Decoding(preferences=("ip.defragment:FALSE",)), Settings())
    assert (choices.preferences, problems) == (("ip.defragment:FALSE",), [])


def test_a_key_log_may_come_where_packets_do(tmp_path: Path) -> None:
    decoding = Decoding(key_logs=(str(tmp_path / "later.log"),))
    choices, problems = choices_of(decoding, Settings(), may_come=True)
    assert (choices.key_logs, problems) == ((tmp_path / "later.log",), [])
    with pytest.raises(CommandError):
        choices_of(decoding, Settings())
    with pytest.raises(CommandError):
        choices_of(Decoding(key_logs=(str(tmp_path / "none" / "later.log"),)), Settings(), may_come=True)


def test_the_environment_names_a_key_log(key_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(key_log))
    choices, problems = choices_of(Decoding(key_logs=(str(key_log),)), Settings())
    assert (choices.key_logs, problems) == ((key_log,), [])
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "later.log"))
    later = DeepChoices(key_logs=(tmp_path / "later.log",))
    told = f"SSLKEYLOGFILE: {tmp_path}/later.log: the TLS key log cannot be read: No such file or directory"
    assert choices_of(Decoding(), Settings()) == (later, [told])
    assert choices_of(Decoding(), Settings(), may_come=True) == (later, [])
    key_log.write_text("no keys in here\n")
    monkeypatch.setenv("SSLKEYLOGFILE", str(key_log))
    assert "no TLS key log" in choices_of(Decoding(), Settings())[1][0]


def test_a_command_reads_the_settings_and_tells_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "settings.toml"
    settings_file.save(path, Settings(decode_as=("tcp.port==1,tls", "tls")))
    monkeypatch.setenv("REMORA_CONFIG", str(path))
    assert command_choices(Decoding()).decode_as == (DecodeAs("tcp.port", 1, "tls"),)
    assert capsys.readouterr().err.startswith("remora: settings: decode_as: 'tls' is no decision")


def test_native_dissectors_follow_the_choices() -> None:
    registry = native_registry(DeepChoices(decode_as=(DecodeAs("tcp.port", 1, "tls"),)))
    found = registry.find(("tcp.port", 1))
    assert found is not None
    assert found.name == "tls"
    assert native_registry(DeepChoices()) is default()


def test_only_what_was_decided_on_the_screen_is_kept() -> None:
    given, kept, new = (DecodeAs.parse(f"tcp.port=={number},http") for number in (1, 2, 3))
    settings = ("nonsense", kept.parameter)
    assert kept_decisions(settings, (given, kept), (given, kept, new)) == ("nonsense", kept.parameter, new.parameter)
    assert kept_decisions(settings, (given, kept), (given,)) == ("nonsense",)
    assert kept_decisions(settings, (given, kept), (kept,)) == settings
    other = DecodeAs.parse("tcp.port==2,tls")
    assert kept_decisions(settings, (given, kept), (given, other)) == ("nonsense", "tcp.port==2,tls")


@pytest.mark.tools
def test_in_a_terminal_keys_open_tls_and_a_decision_is_kept(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    require_tool("tmux")
    packets, keys = tls_talk(tmp_path, ssl.TLSVersion.TLSv1_3)
    file = capture_of(packets, tmp_path).path
    line = ["-m", "tui", str(file), "--keylog", str(keys)]
    changes = {"REMORA_CONFIG": str(tmp_path / "settings.toml"), "XDG_CACHE_HOME": str(tmp_path)}
    terminal = Tmux(line, 120, 30, **changes)
    try:
        terminal.wait_for("GET /secret", "200 OK")
        terminal.press("G")
        terminal.wait_for("tshark 4", "Hypertext Transfer", "Decrypted TLS")
        terminal.press("D")
        terminal.wait_for("tls.port == 443")
        terminal.press("j", "j", "Enter")
        terminal.wait_for("Decode tcp.port==443 as", "by tshark")
        terminal.press("d", "a", "t", "a", "Enter")
        terminal.wait_for("as data")
        terminal.wait_until(lambda shown: "GET /secret" not in shown and "Decrypted TLS" not in shown)
        terminal.press("Escape")
        terminal.wait_until(lambda shown: "as data" not in shown)
        terminal.press("q")
        terminal.wait_until(lambda shown: "Decoded packet" not in shown)
    finally:
        terminal.close()
    assert settings_file.load(tmp_path / "settings.toml")[0].decode_as == ("tcp.port==443,data",)
    terminal = Tmux(line, 120, 30, **changes)
    try:
        terminal.wait_for("[ACK]", "tshark 4")
        assert "Client Hello" not in terminal.screen()
    finally:
        terminal.close()
