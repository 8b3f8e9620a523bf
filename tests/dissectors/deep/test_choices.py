from __future__ import annotations

from pathlib import Path

from dissectors.deep.choices import DecodeAs, DeepChoices

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
