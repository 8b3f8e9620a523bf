from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dissectors.deep.choices.choice_check import dissectors_of, usable_choices
from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.program import Tshark, find_tshark
from dissectors.registry import default

tools = pytest.mark.tools


@pytest.fixture
def tshark(require_tool: Callable[[str], str]) -> Tshark:
    return find_tshark(require_tool("tshark"))


@tools
def test_what_tshark_takes_is_all_kept(tshark: Tshark) -> None:
    choices = DeepChoices(
        preferences=("tcp.desegment_tcp_streams:FALSE",), decode_as=(DecodeAs.parse("tcp.port==80-90,http2"),)
    )
    assert usable_choices(tshark, choices) == (choices, ())


@tools
def test_each_choice_that_tshark_does_not_take_is_told_and_left_out(tshark: Tshark) -> None:
    good = DecodeAs.parse("udp.port==99,dns")
    choices = DeepChoices(
        preferences=("tcp.desegment:1", "http.tcp.port:x-y", "ip.defragment:FALSE", "ssh.debug_file:/x"),
        decode_as=(DecodeAs.parse("tcp.port==1,htpt"), DecodeAs.parse("tcp.prot==1,http"), good),
        profile="None like this",
    )
    kept, problems = usable_choices(tshark, choices)
    assert kept == DeepChoices(preferences=("ip.defragment:FALSE",), decode_as=(good,))
    refused, profile, unknown, value, protocol, table = problems
    assert refused.startswith("-o ssh.debug_file is refused")
    assert profile == "--profile None like this: there is no such profile among your Wireshark profiles"
    assert unknown == f"-o tcp.desegment:1: {tshark.name} knows no such preference"
    assert value == f"-o http.tcp.port:x-y: {tshark.name} does not take this value"
    assert protocol.startswith(f"-d tcp.port==1,htpt: {tshark.name} has no dissector htpt for tcp.port; did you mean ")
    assert table.startswith(f"-d tcp.prot==1,http: {tshark.name} knows no dissector table tcp.prot; did you mean ")
    assert "tcp.port" in table.rpartition("did you mean")[2]


@tools
def test_a_profile_is_looked_for_where_wireshark_keeps_them(
    tshark: Tshark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profiles" / "Mine").mkdir(parents=True)
    monkeypatch.setenv("WIRESHARK_CONFIG_DIR", str(tmp_path))
    mine = DeepChoices(profile="Mine")
    assert usable_choices(tshark, mine) == (mine, ())


@tools
def test_dissectors_of_a_table_have_titles(tshark: Tshark) -> None:
    known = dissectors_of(tshark, "tcp.port")
    assert known["http"] == "Hypertext Transfer Protocol"
    assert known["data"] == "Data"
    assert "json" in dissectors_of(tshark, "media_type")
    assert "bthci_vendor.intel" in dissectors_of(tshark, "bthci_cmd.vendor")
    assert dissectors_of(tshark, "no.such.table") == {}


def test_a_tshark_that_cannot_be_asked_is_told(tmp_path: Path) -> None:
    with pytest.raises(TsharkFailed, match="cannot be started"):
        usable_choices(Tshark(str(tmp_path / "none"), (4, 0, 0)), DeepChoices())


def test_a_tshark_that_fails_without_a_word_takes_nothing(tmp_path: Path) -> None:
    program = tmp_path / "tshark"
    program.write_text("#!/bin/sh\nexit 3\n")
    os.chmod(program, 0o755)
    kept, problems = usable_choices(Tshark(str(program), (4, 0, 0)), DeepChoices(preferences=("a:b",)))
    assert kept == DeepChoices()
    assert problems == ("-o a:b: status 3",)


@tools
def test_what_only_a_native_dissector_can_do_stays_for_it(tshark: Tshark, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = default().copy()
    registry.add(replace(registry.protocols["http"], name="of_a_plug_in", rides_on=(("tcp.port", 7),)))
    monkeypatch.setattr("dissectors.deep.choices.choice_check.default", lambda: registry)
    decision = DecodeAs.parse("tcp.port==1,of_a_plug_in")
    kept, problems = usable_choices(tshark, DeepChoices(decode_as=(decision,)))
    assert problems == ()
    assert kept.decode_as == (replace(decision, is_native_only=True),)
    assert "-d" not in kept.parameters()
