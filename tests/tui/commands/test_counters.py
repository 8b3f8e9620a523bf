"""`remora counters`."""

from __future__ import annotations

import json
import sys

import pytest

from tui import cli
from tui.sockets.counter_source import CounterSource
from tui.sockets.interface_counters import InterfaceCounters

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells them so")


def test_those_of_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["counters", "-a"]) == 0
    output = capsys.readouterr().out
    assert "TcpRetransSegs" in output
    assert "Interfaces:\n" in output


def test_one_interval_tells_growth(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["counters", "--json", "--interval", "0.05"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["seconds"] >= 0.05


def test_watching_ends_with_an_interrupt(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("tui.commands.counters.time.sleep", sleep)
    assert cli.run(["counters", "--watch", "--json"]) == 130
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert looks == [1.0, 1.0, 1.0]


def test_without_any_the_reason_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = CounterSource(None, with_netlink=False)
    monkeypatch.setattr("tui.sockets.counter_source.open_counters", lambda namespace: nothing)
    assert cli.run(["counters"]) == 2
    assert "the kernel's counters cannot be read" in capsys.readouterr().err


def test_elsewhere_interfaces_are_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"en0": InterfaceCounters("en0", {"rx_packets": 7})}
    elsewhere = CounterSource(None, with_netlink=False, elsewhere=lambda: told)
    monkeypatch.setattr("tui.sockets.counter_source.open_counters", lambda namespace: elsewhere)
    assert cli.run(["counters"]) == 0
    output = capsys.readouterr()
    assert "en0  in         7" in output.out
    assert "only Linux tells its counters of protocols" in output.err


def test_a_namespace_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["counters", "--netns", "no-such"]) == 2
    assert "there is no network namespace no-such" in capsys.readouterr().err
