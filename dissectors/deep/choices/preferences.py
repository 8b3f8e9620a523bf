"""Preferences of Wireshark's that are not passed on to tshark, whatever it would say to them.

Whoever sends a command line to someone else, or a settings file, must not have tshark write files with it, load
programs or flood what reads its words.
"""

from __future__ import annotations

import re
from typing import Final

_REFUSED: Final = (
    (re.compile(r"[\w.-]+\.(?:debug_?file|log_?file)"), "it would have tshark write a file"),
    (re.compile(r"uat:pkcs11_libs"), "it would have tshark load a program library"),
    (re.compile(r"console\..*"), "it would have tshark talk where nobody listens"),
    (re.compile(r"(?:gui\.)?column\..*"), "it is about the columns of Wireshark's own list"),
)
_PREFERENCE: Final = re.compile(r"(uat:[^:]+|[^:]+):.*", re.DOTALL)


def refusal(preference: str) -> str:
    """Why a preference, "name:value", is not given to tshark at all; empty where it is."""
    parts = _PREFERENCE.fullmatch(preference)
    if parts is None or not preference.isprintable():
        return f"-o {preference}: a preference is written NAME:VALUE, such as tcp.desegment_tcp_streams:FALSE"
    name = parts[1].strip().lower()
    return next((f"-o {name} is refused: {reason}" for pattern, reason in _REFUSED if pattern.fullmatch(name)), "")
