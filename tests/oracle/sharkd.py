"""Wireshark's daemon as the judge of many display filters: one load of a capture, one question a filter."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

from tests.oracle.tshark import PACKET_ALONE, environment

PATIENCE_SECONDS = 10.0
"""Some broken captures keep it busy for ever."""


class SharkdGone(Exception):
    """It gave no answer and was ended."""


class Sharkd:
    """A running daemon; a context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["sharkd", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        for preference in PACKET_ALONE:
            name, _, value = preference.partition(":")
            self._ask("setconf", name=name, value=value)

    def load(self, path: Path) -> bool:
        """Open another capture; False where it is refused."""
        return "result" in self._ask("load", file=os.fspath(path))

    def chosen(self, display_filter: str) -> list[int] | None:
        """Numbers of the frames that a filter chooses; None where the filter is invalid."""
        checked = self._ask("check", filter=display_filter)
        if checked.get("result", {}).get("status") not in ("OK", "Warning"):
            return None
        answer = self._ask("frames", filter=display_filter)
        return [frame["num"] for frame in answer.get("result", [])]

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        watchdog = Timer(PATIENCE_SECONDS, self._process.kill)
        watchdog.start()
        line = self._process.stdout.readline()
        watchdog.cancel()
        if not line:
            raise SharkdGone(method)
        answer: dict[str, Any] = json.loads(line.decode("utf-8", "replace"), strict=False)
        return answer

    def close(self) -> None:
        """End it."""
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
