"""The names in the text of a display filter of Wireshark's: fields, protocols, functions and words of the language."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(r'"(?:\\.|[^"\\])*"?|[A-Za-z_][\w-]*(?:\.[\w-]+)*', re.DOTALL)
"""A text in quotes, which may not be closed yet, or a name."""


def names_in(text: str) -> set[str]:
    """All of them, none from within quotes."""
    return {token for token in _TOKEN.findall(text) if not token.startswith('"')}
