"""The list of scenes that `remora lab` offers, in the order in which a learner may take them."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import Callable
from dataclasses import dataclass

from tui.lab import other_scenes, tcp_scenes, wire
from tui.lab.stage import Say, SceneError, Stage, bind

HELLO_PORT = 1234
HTTP_PORT = 8080


@dataclass(frozen=True)
class Scene:
    """One situation, made with ordinary sockets on this machine."""

    name: str
    title: str
    look_for: str
    """What a learner should notice."""
    play: Callable[[Stage], None]
    protocol: str
    """Of the server's port: "tcp", "udp", or "icmp" for a scene without ports."""
    port: int = HELLO_PORT
    has_server: bool = True
    interface: str = "lo"

    def prepare(self, family: socket.AddressFamily = socket.AF_INET, say: Say = lambda words: None) -> Stage:
        """Open what takes privilege; the scene can then be played without any. Raises SceneError."""
        if not socket.has_ipv6 and family == socket.AF_INET6:
            raise SceneError("This machine has no IPv6")
        if self.interface == wire.NEAR:
            if family == socket.AF_INET6:
                raise SceneError("The virtual cable has IPv4 addresses only")
            server = wire.far_server(self.port)
            return Stage(family, self.port, wire.FAR_ADDRESS, server, say)
        address = "::1" if family == socket.AF_INET6 else "127.0.0.1"
        if self.protocol == "icmp":
            return Stage(family, 0, address, other_scenes.echo_socket(family), say)
        kind = socket.SOCK_STREAM if self.protocol == "tcp" else socket.SOCK_DGRAM
        server = socket.socket(family, kind)
        port = bind(server, address, self.port if self.has_server else 0)
        if not self.has_server:
            server.close()
        return Stage(family, port, address, server if self.has_server else None, say)

    def capture_filter(self, stage: Stage) -> str:
        """Keeps the machine's other traffic out of the picture; in pcap-filter syntax."""
        errors = "icmp6" if stage.family == socket.AF_INET6 else "icmp"
        if self.protocol == "icmp":
            return errors
        port = f"{self.protocol} port {stage.port}"
        return port if self.has_server or self.protocol == "tcp" else f"{port} or {errors}"

    def run(self, stage: Stage, say: Say | None = None) -> None:
        """Play on a prepared stage, which stays open: its cable is wanted until the capture has ended.

        Raises SceneError.
        """
        try:
            self.play(stage if say is None else dataclasses.replace(stage, say=say))
        except OSError as error:
            raise SceneError(f"The scene {self.name} broke off: {error}") from error


SCENES = {
    scene.name: scene
    for scene in (
        Scene(
            "hello",
            "A TCP connection from handshake to close",
            "SYN, SYN-ACK, ACK; a line each way with PSH; a 200 kB write in a few frames larger than any wire "
            "carries (the kernel leaves the cutting to a network card, and loopback has none); FIN and ACK from "
            "each side. `remora lab wire` shows the same write cut to segments.",
            tcp_scenes.hello,
            "tcp",
        ),
        Scene(
            "wire",
            "The same connection over a virtual cable with offload off (root)",
            "the same exchange in segments of at most 1,448 bytes, as a wire carries them, and many ACKs.",
            tcp_scenes.hello,
            "tcp",
            interface=wire.NEAR,
        ),
        Scene(
            "refused",
            "A connection that nobody wanted",
            "SYN, and RST as the answer at once: the machine is there, the port is closed.",
            tcp_scenes.refused,
            "tcp",
            has_server=False,
        ),
        Scene(
            "reset",
            "A connection thrown away",
            "RST in place of FIN: nothing more is acknowledged, the other side's program gets an error.",
            tcp_scenes.reset,
            "tcp",
        ),
        Scene(
            "half-close",
            "One side has finished, the other has not",
            "FIN from the client, then data from the server that is acknowledged all the same.",
            tcp_scenes.half_close,
            "tcp",
        ),
        Scene(
            "timeout",
            "A connection that is never answered",
            "the second SYN, repeated after a second and again: the listener's queue is full and it stays silent.",
            tcp_scenes.timeout,
            "tcp",
        ),
        Scene(
            "zero-window",
            "A reader that does not read",
            "the window shrinks to 0, the sender waits and probes, and a window update sets it going.",
            tcp_scenes.zero_window,
            "tcp",
        ),
        Scene(
            "udp",
            "A datagram each way",
            "two packets and no more: UDP makes no connection and acknowledges nothing.",
            other_scenes.udp,
            "udp",
        ),
        Scene(
            "udp-unreachable",
            "A datagram to nobody",
            "ICMP port unreachable, with the head of the datagram that caused it inside.",
            other_scenes.udp_unreachable,
            "udp",
            has_server=False,
        ),
        Scene(
            "dns",
            "Names looked up",
            "questions and answers paired by their id; the last name does not exist (NXDOMAIN).",
            other_scenes.dns,
            "udp",
            port=other_scenes.DNS_PORT,
        ),
        Scene(
            "http",
            "Two pages over one connection",
            "requests and responses in plain text; 200 OK and 404 Not Found.",
            other_scenes.http,
            "tcp",
            port=HTTP_PORT,
        ),
        Scene(
            "ping",
            "Echo requests and replies",
            "the sequence number that counts up and comes back.",
            other_scenes.ping,
            "icmp",
        ),
    )
}
