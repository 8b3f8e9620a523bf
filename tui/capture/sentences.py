"""Why a capture failed, in one sentence that says what to do. Codes come from the broker, names from the machine."""

from __future__ import annotations

import difflib
import socket
from collections.abc import Sequence

from tui.capture.source import ANY


def sentence(code: str, text: str, interface: str, *, captured: int = 0, file: str = "") -> str:
    """What to show for a failed capture; `file` is where the frames captured so far are kept."""
    kept = f"; {_frames(captured)} kept in {file}" if captured and file else ""
    if code == "no-such-interface":
        return unknown_interface(interface)
    if code == "no-permission":
        from tui.capture.permission import how_to_get_permission  # looks at files: only when it is needed

        return f"no permission to capture on {interface}: {how_to_get_permission()}"
    if code == "disk-full":
        return f"{text}{kept or f': nothing could be written to {file}'}; free some space and start again"
    if code == "interface-gone":
        return f"{text}{kept}"
    if code == "bad-filter":
        return f"the capture filter is not understood: {text}"
    return f"{text}{kept}"


def unknown_interface(name: str, names: Sequence[str] | None = None) -> str:
    """That there is no such interface, with the nearest names. `names` None asks the machine."""
    if names is None:
        names = [*(known for _, known in socket.if_nameindex()), ANY]
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if near:
        return f"there is no interface {name}; did you mean {' or '.join(near)}?"
    return f"there is no interface {name}; there are {', '.join(names)}"


def _frames(count: int) -> str:
    return f"the {count:,} frames so far are" if count != 1 else "the one frame so far is"
