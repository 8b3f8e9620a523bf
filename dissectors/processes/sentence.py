"""What is known of an end in half a sentence: for the tree, and for comments that other programs show."""

from __future__ import annotations

from typing import Final

from dissectors.processes.attribution import Attribution
from dissectors.processes.ends import Ends
from dissectors.text import printable

LONGEST_COMMENT: Final = 1000
"""Characters."""
_VERBS: Final = ("sent", "received")


def described(one: Attribution) -> str:
    """`curl, pid 4711, user alice`: without how it is known. Not safe for a terminal."""
    parts = [one.name or ("a process" if one.pid is not None else "an unknown process")]
    if one.pid is not None:
        parts.append(f"pid {one.pid}")
    if one.user:
        parts.append(f"user {one.user}")
    elif one.uid is not None:
        parts.append(f"uid {one.uid}")
    if one.unit:
        parts.append(f"unit {one.unit}")
    return ", ".join(parts)


def comments_on(ends: Ends) -> tuple[str, ...]:
    """What is put at a packet whose sender and receiver they are, the sender's first; nothing of who is not known."""
    return tuple(
        comment(verb, one)[:LONGEST_COMMENT] for verb, one in zip(_VERBS, ends, strict=True) if one is not None
    )


def comment(verb: str, one: Attribution) -> str:
    """`sent by curl, pid 4711, user alice (traced)`; every character of it can be seen."""
    how = f"{one.how}: {one.unknown}" if one.unknown else one.how
    return printable(f"{verb} by {described(one)} ({how})".encode("utf-8", "surrogatepass"))
