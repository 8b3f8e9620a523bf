"""One sharkd, Wireshark's dissection as a service, kept to check display filters: a question takes it 0.05 ms.

It speaks JSON-RPC 2.0 by lines. Where it is not beside tshark, hangs or dies, nobody asks it any more.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dissectors.deep.tshark.program import clean_environment
from dissectors.deep.tshark.running import Running, end_session
from dissectors.privilege import unprivileged

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.tshark.program import Tshark

ANSWER_SECONDS: Final = 5.0
_MOST_BYTES: Final = 1 << 20
_READ_BYTES: Final = 1 << 16


class SharkdGone(Exception):
    """It gave no answer that can be understood, and was ended."""


def sharkd_of(tshark: Tshark) -> str | None:
    """The sharkd that came with a tshark, which knows the same fields; None where there is none."""
    beside = Path(tshark.path).with_name("sharkd")
    return str(beside) if os.name == "posix" and os.access(beside, os.X_OK) else None


class Sharkd:
    """A process, started at once. Not to be used by two threads at a time."""

    def __init__(self, path: str, choices: DeepChoices) -> None:
        """Raises SharkdGone where it cannot be started."""
        try:
            self._process = Running(
                unprivileged([path, *choices.profile_parameters(), "-"]),
                clean_environment(choices),
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        except OSError as error:
            raise SharkdGone(str(error)) from error
        self._number = 0
        self._rest = b""

    def ask(self, method: str, **parameters: str) -> dict[str, object]:
        """The reply to a request, with a `result` or an `error`. Raises SharkdGone."""
        self._number += 1
        request = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": parameters}
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            deadline = time.monotonic() + ANSWER_SECONDS
            while True:
                reply = self._line(deadline)
                if isinstance(reply, dict) and reply.get("id") == self._number:
                    return reply
        except (OSError, ValueError) as error:
            self.close()
            raise SharkdGone(str(error)) from error

    def _line(self, deadline: float) -> object:
        """The next line that is JSON; others are said on the side. Raises OSError."""
        assert self._process.stdout is not None
        output = self._process.stdout.fileno()
        while True:
            line, end, rest = self._rest.partition(b"\n")
            if end:
                self._rest = rest
                with contextlib.suppress(ValueError):
                    return json.loads(line)
                continue
            ready, _, _ = select.select([output], [], [], max(deadline - time.monotonic(), 0))
            data = os.read(output, _READ_BYTES) if ready else b""
            if not data or len(self._rest) > _MOST_BYTES:
                raise OSError("no answer")
            self._rest += data

    def close(self) -> None:
        """End it; nothing of it is left."""
        if self._process.returncode is None:
            end_session(self._process.pid)
        with self._process:
            pass
