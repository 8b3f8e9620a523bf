"""What is known of an end in half a sentence: for the tree, and for comments that other programs show."""

from __future__ import annotations

from dissectors.processes.attribution import Attribution
from dissectors.text import printable


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


def comment(verb: str, one: Attribution) -> str:
    """`sent by curl, pid 4711, user alice (traced)`; every character of it can be seen."""
    how = f"{one.how}: {one.unknown}" if one.unknown else one.how
    return printable(f"{verb} by {described(one)} ({how})".encode("utf-8", "surrogatepass"))
