"""Processes beside the addresses that a conversation is told with: "127.0.0.1:34272 (echo-cli)".

From what is joined (`joined`), for whoever names ends: heads of ladders, followed conversations, sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dissectors.processes.attribution import Attribution
from dissectors.processes.ends import words


def beside(address: str, end: Attribution | None) -> str:
    """An address with the word for whose it is, as it is where nobody is known. Not safe for a terminal."""
    word = words(end)
    if not word:
        return address
    return f"{address} {word}" if word.startswith("(") else f"{address} ({word})"


def beside_first(sentence: str, known: Mapping[str, Attribution | None]) -> str:
    """A sentence in which each address has it where it is mentioned first; `known` by address, with its port."""
    left = {address: end for address, end in known.items() if words(end)}
    if not left:
        return sentence
    # In one go: what a process calls itself is not looked through.
    mention = re.compile(rf"(?<![\w.:])(?:{'|'.join(map(re.escape, left))})(?!\w)")
    return mention.sub(lambda found: beside(found[0], left.pop(found[0], None)), sentence)
