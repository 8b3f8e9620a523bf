from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.capture import engines, permission
from tui.capture.client import BrokerClient
from tui.capture.engines import Machine


def machine(monkeypatch: pytest.MonkeyPatch, found: Machine) -> None:
    monkeypatch.setattr(engines, "this_machine", lambda: found)


def test_who_may_capture_is_told_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, Machine(True, True, True, None, False))
    assert permission.capture_permission() == permission.Permission(True, "libpcap", "", ())


def test_who_may_not_gets_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, Machine(True, True, False, None, False))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    told = permission.capture_permission()
    assert not told.allowed
    assert told.remedies[0].startswith("sudo /")
    assert any("setcap cap_net_raw,cap_net_admin+eip" in command for command in told.remedies)
    assert told.remedies[0] in permission.how_to_get_permission()


def test_root_without_the_capability_sits_in_a_container(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "cap-add" in permission.remedies()[0]


def test_a_group_that_may_run_dumpcap_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "dumpcap"
    program.touch()
    program.chmod(0o750)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(permission, "_group_of", lambda path: "wireshark")
    monkeypatch.setenv("USER", "some one")
    assert f"sudo usermod -aG wireshark 'some one'   # then log in again: {program} may capture" in permission.remedies(
        str(program)
    )


def test_something_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, Machine(False, False, True, None, False))
    told = permission.capture_permission()
    assert "install libpcap" in told.reason
    assert told.remedies


def test_the_brokers_privileges_count(monkeypatch: pytest.MonkeyPatch, broker: BrokerClient) -> None:
    machine(monkeypatch, Machine(True, True, False, None, False))
    assert permission.capture_permission(broker).allowed
