"""Traffic, waiting and namespaces for the live tests: loopback, or networks made for one test."""

from __future__ import annotations

import os
import secrets
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import skip_or_fail
from tui.capture import engines
from tui.capture.broker import enter_network_namespace
from tui.capture.client import BrokerClient
from tui.capture.events import Event
from tui.capture.session import LiveCapture

PATIENCE_SECONDS = 20.0
ENGINES = engines.ENGINES


def until(condition: Callable[[], object], what: str = "") -> None:
    """Wait for something that other threads and processes bring about."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"did not happen: {what}"
        time.sleep(0.005)


def is_running(process: int) -> bool:
    """False for what has ended, reaped or not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"


def records(path: Path) -> list[bytes]:
    """The frames of a nanosecond pcap that must be whole."""
    data = path.read_bytes()
    assert data[:4] == struct.pack("=I", 0xA1B23C4D)
    found, position = [], 24
    while position < len(data):
        _, nanoseconds, captured, length = struct.unpack_from("=IIII", data, position)
        assert nanoseconds < 1_000_000_000
        assert captured <= length
        frame = data[position + 16 : position + 16 + captured]
        assert len(frame) == captured
        found.append(frame)
        position += 16 + captured
    return found


class Datagrams:
    """UDP over loopback to a socket of ours, so that nothing answers; every payload is known."""

    def __init__(self) -> None:
        self._sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sink.bind(("127.0.0.1", 0))
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect(self._sink.getsockname())
        self.sent: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self._sink.getsockname()[1])

    @property
    def filter(self) -> str:
        return f"udp dst port {self.port}"

    def send(self, count: int, size: int = 0) -> None:
        for _ in range(count):
            payload = f"datagram {len(self.sent):08d}".encode().ljust(size, b".")
            self._socket.send(payload)
            self.sent.append(payload)

    def payloads(self, frames: list[bytes], link_header: int = 14) -> list[bytes]:
        return [frame[link_header + 28 :] for frame in frames]

    def close(self) -> None:
        self._socket.close()
        self._sink.close()


class Heard(list[Event]):
    """The events of a capture."""

    def of(self, kind: type) -> list[Event]:
        return [event for event in self if isinstance(event, kind)]


@dataclass
class Wires:
    """Two network namespaces joined by a pair of virtual Ethernet interfaces."""

    near: str
    far: str
    near_interface: str = "near0"
    far_interface: str = "far0"

    def packet_socket(self, namespace: str, interface: str) -> socket.socket:
        """A raw socket for whole frames in a namespace."""
        made: list[socket.socket] = []

        def make() -> None:
            enter_network_namespace(namespace)
            handle = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            handle.bind((interface, 0))
            made.append(handle)

        thread = threading.Thread(target=make)  # a namespace is a matter of the thread
        thread.start()
        thread.join()
        return made[0]


@pytest.fixture
def datagrams() -> Iterator[Datagrams]:
    traffic = Datagrams()
    yield traffic
    traffic.close()


@pytest.fixture
def broker(require_root: None) -> Iterator[BrokerClient]:
    client = BrokerClient.spawn()
    yield client
    client.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def live(broker: BrokerClient, heard: Heard, tmp_path: Path) -> Iterator[LiveCapture]:
    capture = LiveCapture(broker, heard.append, tmp_path / "captures")
    yield capture
    capture.discard()


@pytest.fixture
def wires(require_root: None, require_tool: Callable[[str], str]) -> Iterator[Wires]:
    program = require_tool("ip")
    mark = secrets.token_hex(3)
    pair = Wires(f"rt{mark}a", f"rt{mark}b")

    def ip(*arguments: str, check: bool = True) -> None:
        subprocess.run([program, *arguments], check=check, capture_output=True)

    try:
        ip("netns", "add", pair.near)
    except subprocess.CalledProcessError as error:
        skip_or_fail(f"no network namespace can be made: {error.stderr.decode().strip()}")
    try:
        ip("netns", "add", pair.far)
        ip(
            *("link", "add", pair.near_interface, "netns", pair.near),
            *("type", "veth", "peer", "name", pair.far_interface, "netns", pair.far),
        )
        for namespace, interface in ((pair.near, pair.near_interface), (pair.far, pair.far_interface)):
            # Without IPv6 nothing but the test's own frames is on the wire.
            ip("netns", "exec", namespace, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", check=False)
            ip("-n", namespace, "link", "set", interface, "up")
        yield pair
    finally:
        ip("netns", "del", pair.near, check=False)
        ip("netns", "del", pair.far, check=False)


@pytest.fixture
def small_disk(require_root: None, tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        skip_or_fail(f"no file system can be mounted: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


def open_output(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
