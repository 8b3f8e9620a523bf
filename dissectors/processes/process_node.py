"""The tree's nodes that tell which processes sent and received a packet, behind a transport layer's ports."""

from __future__ import annotations

from collections.abc import Iterator

from dissectors.fields import Field
from dissectors.processes.attribution import HOW_WORDS, Attribution
from dissectors.processes.ends import Ends
from dissectors.processes.fields import HOW, PROCESS, UNKNOWN, values
from dissectors.processes.sentence import described


def process_nodes(ends: Ends, at: int) -> Iterator[Field]:
    """A node for each end of which anything is known, the sender's first; they lie in no bytes."""
    for title, one in (("Sent by", ends.sender), ("Received by", ends.receiver)):
        if one is not None:
            yield _node(f"{title} {described(one)}", one, at)


def _node(heading: str, one: Attribution, at: int) -> Field:
    node = Field(PROCESS, None, at, at, heading=heading, generated=True)
    for spec, value in values(one):
        shown = f"{value}: {HOW_WORDS[one.how]}" if spec is HOW else None
        node.children.append(Field(spec, value, at, at, shown=shown, generated=True))
    if one.unknown:
        node.children.append(Field(UNKNOWN, one.unknown, at, at, generated=True))
    return node
