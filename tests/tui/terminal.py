"""Programs in a real terminal: a bare pty that keeps every byte, and tmux, which draws them."""

from __future__ import annotations

import os
import select
import shlex
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30.0


def environment(**changes: str) -> dict[str, str]:
    """For a program under test: its own settings, many colours, no animations."""
    return {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TEXTUAL_ANIMATIONS": "none",
        "PYTHONPATH": str(PROJECT),
        **changes,
    }


class Pty:
    """A program in a pty of its own; `output` is every byte that reached the terminal."""

    def __init__(self, arguments: Sequence[str], columns: int = 100, lines: int = 40, **changes: str) -> None:
        import pty

        self.output = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(PROJECT)
            os.environ.update(environment(COLUMNS=str(columns), LINES=str(lines), **changes))
            os.execv(sys.executable, [sys.executable, *arguments])
        self._resize(columns, lines)

    def _resize(self, columns: int, lines: int) -> None:
        import fcntl
        import struct
        import termios

        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def wait_for(self, wanted: bytes) -> None:
        """Read until some bytes have come since the last key."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        start = len(self.output)
        while wanted not in self.output[max(start - len(wanted), 0) :]:
            assert time.monotonic() < deadline, f"{wanted!r} never came; the last was {self.output[-2000:]!r}"
            self.read(0.1)

    def settle(self) -> None:
        """Read until nothing comes: a lone escape is a key only when no other follows it at once."""
        while self.read(0.4):
            pass

    def press(self, keys: bytes) -> None:
        os.write(self._fd, keys)

    def read(self, seconds: float) -> bool:
        """Read what there is, waiting for it at most so long; whether anything came."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self.output += data
        return bool(data)

    def end(self) -> int:
        """Read what is left, and give the exit status; the program must have been told to quit."""
        while self.read(0.5):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self._fd)
        return os.waitstatus_to_exitcode(status)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)


class Tmux:
    """A program in a tmux of its own."""

    def __init__(self, arguments: Sequence[str], columns: int, lines: int, **changes: str) -> None:
        self._socket = f"remora-{uuid.uuid4().hex[:8]}"
        words = [sys.executable, *arguments]
        kept = ("TERM", "COLORTERM", "TEXTUAL_ANIMATIONS", "PYTHONPATH", *changes)
        named = environment(**changes)
        named_words = [shlex.quote(f"{name}={named[name]}") for name in kept]
        # pytest's own size would overrule tmux's.
        program = ["env", "-u", "COLUMNS", "-u", "LINES", *named_words, *map(shlex.quote, words)]
        command = " ".join([*program, ";", "sleep 60"])
        size = ["-x", str(columns), "-y", str(lines)]
        self._tmux("-f", "/dev/null", "new-session", "-d", "-s", "it", *size, "-c", str(PROJECT), command)

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self._socket, *arguments], capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """By tmux's names."""
        self._tmux("send-keys", "-t", "it", *keys)

    def screen(self) -> str:
        return self._tmux("capture-pane", "-t", "it", "-p")

    def wait_until(self, holds: Callable[[str], bool]) -> str:
        """The screen, once something holds of it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds(shown := self.screen()):
            assert time.monotonic() < deadline, f"the screen stayed as it is:\n{shown}"
            time.sleep(0.05)
        return shown

    def wait_for(self, *wanted: str) -> str:
        """The screen, once all of these are on it."""
        return self.wait_until(lambda shown: all(text in shown for text in wanted))

    def close(self) -> None:
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], capture_output=True, timeout=20, check=False)
