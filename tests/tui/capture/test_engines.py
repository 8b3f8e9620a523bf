from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tui.capture import engines
from tui.capture.engines import Machine, choose, impossible
from tui.capture.source import EngineError

FULL = Machine(True, True, True, "/usr/bin/dumpcap", True)


def test_the_first_possible_engine_is_chosen() -> None:
    assert choose("auto", FULL) == "libpcap"
    assert choose("auto", replace(FULL, has_libpcap=False)) == "af_packet"
    assert choose("auto", replace(FULL, may_open_sockets=False)) == "dumpcap"


def test_an_engine_that_was_asked_for_is_used_or_refused() -> None:
    for engine in engines.ENGINES:
        assert choose(engine, FULL) == engine
    with pytest.raises(EngineError, match="libpcap is not installed") as raised:
        choose("libpcap", replace(FULL, has_libpcap=False))
    assert raised.value.code == "no-engine"
    with pytest.raises(EngineError, match="Linux only"):
        choose("af_packet", replace(FULL, has_packet_sockets=False))
    with pytest.raises(EngineError, match="wireshark-common"):
        choose("dumpcap", replace(FULL, dumpcap=None))
    with pytest.raises(EngineError, match="one of libpcap"):
        choose("pcap", FULL)


@pytest.mark.parametrize("engine", ["auto", "libpcap", "af_packet"])
def test_without_privilege_it_is_said_how_to_get_it(engine: str) -> None:
    nobody = replace(FULL, may_open_sockets=False, dumpcap_is_privileged=False)
    with pytest.raises(EngineError, match="sudo") as raised:
        choose(engine, nobody)
    assert raised.value.code == "no-permission"
    assert "join group wireshark" in str(impossible("dumpcap", nobody))


def test_with_privilege_and_no_program_something_is_to_be_installed() -> None:
    with pytest.raises(EngineError, match="install libpcap"):
        choose("auto", Machine(False, False, True, None, False))


def test_a_program_without_capabilities_carries_none(tmp_path: Path) -> None:
    program = tmp_path / "dumpcap"
    program.write_text("")
    assert not engines.carries_privilege(str(program))
    program.chmod(0o755)
    assert not engines.carries_privilege(str(program))
    assert not engines.carries_privilege(str(tmp_path / "missing"))


def test_a_capability_on_a_file_is_seen(tmp_path: Path, require_root: None) -> None:
    program = tmp_path / "dumpcap"
    program.write_text("")
    program.chmod(0o755)
    bits = 1 << engines.CAP_NET_RAW
    value = (0x02000001).to_bytes(4, "little") + bits.to_bytes(4, "little") + bytes(12)
    try:
        os.setxattr(program, "security.capability", value)
    except OSError:
        pytest.skip("this file system stores no capabilities")
    assert engines.carries_privilege(str(program))


def test_this_machine_can_be_looked_at() -> None:
    machine = engines.this_machine()
    assert machine.may_open_sockets == engines.may_open_sockets()
