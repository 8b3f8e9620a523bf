"""`remora interfaces`."""

from __future__ import annotations

import json

import pytest

from tui import cli
from tui.capture.engines import Machine


def test_loopback_is_listed_with_its_address_and_the_permission(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["interfaces"]) == 0
    output = capsys.readouterr().out
    assert "127.0.0.1" in output
    assert "This user may" in output


def test_objects_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["interfaces", "--json"]) == 0
    interfaces = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert any("127.0.0.1" in interface["addresses"] for interface in interfaces)
    assert all(isinstance(interface["may_capture"], bool) for interface in interfaces)


def test_a_user_who_may_not_is_told_why_in_other_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.capture.engines.this_machine", lambda: Machine(True, True, False, None, False))
    assert cli.run(["interfaces"]) == 0
    output = capsys.readouterr().out.lower()
    assert output.count("this user may not capture") == 1
    assert "cap_net_raw" in output
