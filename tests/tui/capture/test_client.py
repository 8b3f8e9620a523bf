from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.tui.capture.conftest import is_running, open_output, until
from tui.capture.channel import Message
from tui.capture.client import BROKER_GONE, BrokerClient
from tui.capture.source import EngineError, Request


def test_it_says_what_it_may(broker: BrokerClient) -> None:
    assert broker.wait_ready(20)
    assert broker.is_privileged
    assert broker.is_alive


def test_it_is_gone_after_close() -> None:
    client = BrokerClient.spawn()
    process = client.process_id
    client.close()
    assert not is_running(process)
    assert not client.is_alive
    with pytest.raises(EngineError) as raised:
        client.stop(1)
    assert raised.value.code == BROKER_GONE


def test_a_terminals_interrupt_does_not_reach_it(broker: BrokerClient) -> None:
    broker.wait_ready(20)
    assert os.getpgid(broker.process_id) != os.getpgid(0)
    os.kill(broker.process_id, signal.SIGINT)
    assert broker.is_alive


def test_its_end_is_told_to_every_capture(broker: BrokerClient, tmp_path: Path) -> None:
    heard: list[Message] = []
    descriptor = open_output(tmp_path / "a.pcap")
    broker.start(Request("lo", "tcp port 1"), descriptor, heard.append)
    until(lambda: any(m["event"] == "started" for m in heard), "started")
    os.kill(broker.process_id, signal.SIGKILL)
    until(lambda: any(m.get("code") == BROKER_GONE for m in heard), "its end is told")
    with pytest.raises(EngineError):
        broker.start(Request("lo"), descriptor, heard.append)
    os.close(descriptor)


def test_where_no_descriptor_can_be_passed_there_is_no_live_capture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "SCM_RIGHTS")
    with pytest.raises(EngineError, match="not available"):
        BrokerClient.spawn()
