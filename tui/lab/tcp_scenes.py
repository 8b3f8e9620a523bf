"""What TCP does, one situation a function: connect and talk, be refused, reset, half-closed, ignored, stalled."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

from tui.lab.stage import Stage, receive

LARGE_WRITE = 200_000
SECONDS_UNANSWERED = 3.6
"""Long enough for the SYN to be repeated: after a second first (RFC 6298 §2), then as the kernel sees fit."""
SECONDS_STALLED = 1.5


def hello(stage: Stage) -> None:
    """Handshake, a line each way, a large write, and a close in which each side sends its FIN."""
    with stage.connection() as (client, server):
        stage.say("client: sends a line")
        client.sendall(b"hello from the client\n")
        receive(server, 22)
        stage.say("server: answers with a line")
        server.sendall(b"hello from the server\n")
        receive(client, 22)
        write_much(stage, client, server)
        stage.say("client: closes (FIN); server: sees the end, closes too (FIN)")
        client.shutdown(socket.SHUT_WR)
        receive(server, 1)
        # A moment between the FINs, or the server's ACK and FIN leave as one packet.
        time.sleep(0.1)
        server.close()
        receive(client, 1)


def write_much(stage: Stage, client: socket.socket, server: socket.socket) -> None:
    """One write that no single packet can carry."""
    stage.say(f"client: writes {LARGE_WRITE:,} bytes at once, which takes several packets")
    text = b"".join(b"%07d remora\n" % number for number in range(LARGE_WRITE // 15 + 1))[:LARGE_WRITE]
    reader = threading.Thread(target=receive, args=(server, LARGE_WRITE))
    reader.start()
    client.sendall(text)
    reader.join()


def refused(stage: Stage) -> None:
    """Connect to a port where nobody listens: the answer to the SYN is RST."""
    with stage.client() as client, contextlib.suppress(ConnectionRefusedError):
        stage.say(f"client: connects to {stage.place}, where nobody listens")
        client.connect((stage.address, stage.port))


def reset(stage: Stage) -> None:
    """A connection that the server throws away: RST in place of the close."""
    with stage.connection() as (client, server):
        client.sendall(b"are you there?\n")
        receive(server, 15)
        stage.say("server: closes with SO_LINGER 0, which sends RST")
        server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        server.close()
        with contextlib.suppress(ConnectionResetError):
            receive(client, 1)


def half_close(stage: Stage) -> None:
    """The client has said all it had to say and goes on listening."""
    with stage.connection() as (client, server):
        client.sendall(b"that is all from me\n")
        stage.say("client: closes its sending half (FIN) and keeps reading")
        client.shutdown(socket.SHUT_WR)
        receive(server, 21)
        for line in (b"but I have more to say\n", b"and more\n"):
            stage.say("server: goes on sending")
            server.sendall(line)
            time.sleep(0.1)
        stage.say("server: closes too (FIN)")
        server.close()
        receive(client, 100)


def timeout(stage: Stage) -> None:
    """A listener whose queue is full does not answer: the SYN is repeated."""
    stage.listen(backlog=0)
    with contextlib.ExitStack() as opened:
        stage.say("first client: fills the queue of one; the server never accepts")
        opened.enter_context(stage.client()).connect((stage.address, stage.port))
        client = opened.enter_context(stage.client())
        client.settimeout(SECONDS_UNANSWERED)
        stage.say(f"second client: connects to {stage.place} and hears nothing; its SYN is repeated")
        with contextlib.suppress(TimeoutError):
            client.connect((stage.address, stage.port))


def zero_window(stage: Stage) -> None:
    """The reader stops reading: its window closes, is probed, and opens again."""
    # Set before the connection is made, or the window has already been offered.
    stage.bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    listening = stage.listen()
    with stage.client() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        client.connect((stage.address, stage.port))
        server, _ = listening.accept()
        with server:
            server.settimeout(SECONDS_STALLED)
            stage.say("server: does not read; client: writes until the window is closed")
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                for _ in range(1000):
                    client.send(bytes(1000))
            time.sleep(SECONDS_STALLED)
            stage.say("server: reads everything, which opens the window again")
            with contextlib.suppress(TimeoutError):
                receive(server, LARGE_WRITE * 10)
            client.close()
            with contextlib.suppress(TimeoutError):
                receive(server, LARGE_WRITE * 10)
