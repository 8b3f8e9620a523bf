from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.decoded import Decoded
from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.decoder import DeepDecoder
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ACK, capture_of, tcp

LINE = b"CLIENT_RANDOM " + b"5a" * 32 + b" " + b"c3" * 48 + b"\n"


def test_parameters_are_those_of_tshark() -> None:
    choices = DeepChoices(
        preferences=("tcp.desegment_tcp_streams:FALSE",),
        decode_as=(DecodeAs("tcp.port", 8888, "http"),),
        profile="Mine",
    )
    expected = ["-C", "Mine", "-n", "-o", "tcp.desegment_tcp_streams:FALSE", "-d", "tcp.port==8888,http"]
    assert choices.parameters() == expected
    assert DeepChoices(resolve_names=True, profile="Default").parameters() == []


def test_secrets_are_those_of_all_logs_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(LINE)
    (tmp_path / "b").write_bytes(b"no keys\n")
    (tmp_path / "c").write_bytes(LINE)
    choices = DeepChoices(key_logs=tuple(tmp_path / name for name in ("a", "b", "c", "d")))
    assert choices.secrets() == LINE + LINE
    told = choices.key_log_problems()
    assert [sentence.partition(": ")[0] for sentence in told] == [str(tmp_path / "b"), str(tmp_path / "d")]


def test_choices_are_told_apart() -> None:
    assert DeepChoices() == DeepChoices()
    assert len({DeepChoices(), DeepChoices(preferences=("a:b",)), DeepChoices(profile="x")}) == 3


GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
def table(tmp_path: Path, require_tool: Callable[[str], str]) -> PacketTable:
    """HTTP on port 1234, sequence number 1001, of which tshark makes 1."""
    require_tool("tshark")
    ends = ("10.0.0.1", 40000), ("10.0.0.2", 1234)
    return PacketTable(capture_of([tcp(*ends, 1001, ACK, GET)], tmp_path))


async def decoded(table: PacketTable, choices: DeepChoices) -> Decoded:
    decoder = DeepDecoder(table, choices, spares=1)
    try:
        return await decoder.decode(0)
    finally:
        await decoder.close()


@pytest.mark.tools
async def test_tshark_follows_decisions(table: PacketTable) -> None:
    plain = await decoded(table, DeepChoices())
    assert plain.roots[-1].name == "http"
    other = await decoded(table, DeepChoices(decode_as=(DecodeAs.parse("tcp.port==1200-1300,data"),)))
    assert other.roots[-1].name == "data"


@pytest.mark.tools
async def test_tshark_follows_preferences_but_the_users_own_only_by_profile(
    table: PacketTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sequence_number(choices: DeepChoices) -> object:
        return (await decoded(table, choices)).find("tcp.seq")[0].value

    absolute = "tcp.relative_sequence_numbers: FALSE\n"
    (tmp_path / "profiles" / "Mine").mkdir(parents=True)
    (tmp_path / "preferences").write_text(absolute)
    (tmp_path / "profiles" / "Mine" / "preferences").write_text(absolute)
    monkeypatch.setenv("WIRESHARK_CONFIG_DIR", str(tmp_path))
    assert await sequence_number(DeepChoices()) == 1
    assert await sequence_number(DeepChoices(preferences=("tcp.relative_sequence_numbers:FALSE",))) == 1001
    assert await sequence_number(DeepChoices(profile="Mine")) == 1001
    assert await sequence_number(DeepChoices(profile="Default")) == 1001
