"""The processes behind a packet in tshark's tree, which does not tell of them: as the native tree has them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dissectors.decoded import Decoded
from dissectors.deep.tree.deep_fields import COMMENT, COMMENTS
from dissectors.deep.tree.dissection import DeepDissection
from dissectors.fields import Field
from dissectors.processes.fields import PROCESS
from dissectors.processes.sentence import comments_on

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable

_BEHIND: Final = frozenset({"tcp.stream", "udp.stream"})
"""The field that the native tree has them behind."""


def told_of_processes(deep: DeepDissection, table: PacketTable) -> Decoded:
    """tshark's decoding of a packet of a table with the processes that the table knows of. Raises CaptureFileError."""
    known, row = table.index.processes, deep.frame.number - 1
    if not known.is_behind and not known.changes:
        return deep
    if row >= table.index.streams.rows_done or known.is_behind:
        table.number_streams(len(table))
    return with_processes(deep, table.dissection(row))


def with_processes(deep: Decoded, native: Decoded) -> Decoded:
    """tshark's decoding of a packet with the processes that the native one names; itself where it names none."""
    if not isinstance(deep, DeepDissection):
        return deep
    told: dict[str, deque[list[Field]]] = {}
    for root in native.roots:
        nodes = [child for child in root.children if child.spec is PROCESS]
        told.setdefault(root.name, deque()).append(nodes)
    if not any(nodes for lists in told.values() for nodes in lists):
        return deep
    roots, ambiguous = [], dict(deep.ambiguous)
    comments = {text for _, ends in native.frame.processes or () for text in comments_on(ends)}
    for root in deep.roots:
        nodes = told[root.name].popleft() if told.get(root.name) else []
        changed = _with_nodes(root, nodes) if nodes else root
        if root.name == COMMENTS:
            changed = _told_once(root, comments)
        if root in ambiguous:
            ambiguous[changed] = ambiguous[root]
        roots.append(changed)
    return replace(deep, roots=roots, ambiguous=ambiguous)


def _with_nodes(root: Field, nodes: Sequence[Field]) -> Field:
    place = next((at for at, child in enumerate(root.children, 1) if child.name in _BEHIND), len(root.children))
    put = [_moved(node, root) for node in nodes]
    return replace(root, children=[*root.children[:place], *put, *root.children[place:]])


def _told_once(root: Field, comments: Set[str]) -> Field:
    """The layer of comments, of which ours have nothing below them: it is the same twice more."""
    children = [
        replace(child, children=[]) if child.name == COMMENT and child.value in comments else child
        for child in root.children
    ]
    return replace(root, children=children)


def _moved(node: Field, root: Field) -> Field:
    """To another tree, in which it lies in no bytes either."""
    children = [_moved(child, root) for child in node.children]
    return replace(node, start=root.start, stop=root.start, source=root.source, children=children)
