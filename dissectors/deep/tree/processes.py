"""The processes behind a packet in tshark's tree, which does not tell of them: as the native tree has them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dissectors.decoded import Decoded
from dissectors.deep.tree.dissection import DeepDissection
from dissectors.fields import Field
from dissectors.processes.fields import PROCESS

_BEHIND: Final = frozenset({"tcp.stream", "udp.stream"})
"""The field that the native tree has them behind."""


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
    for root in deep.roots:
        nodes = told[root.name].popleft() if told.get(root.name) else []
        changed = _with_nodes(root, nodes) if nodes else root
        if root in ambiguous:
            ambiguous[changed] = ambiguous[root]
        roots.append(changed)
    return replace(deep, roots=roots, ambiguous=ambiguous)


def _with_nodes(root: Field, nodes: Sequence[Field]) -> Field:
    place = next((at for at, child in enumerate(root.children, 1) if child.name in _BEHIND), len(root.children))
    put = [_moved(node, root) for node in nodes]
    return replace(root, children=[*root.children[:place], *put, *root.children[place:]])


def _moved(node: Field, root: Field) -> Field:
    """To another tree, in which it lies in no bytes either."""
    children = [_moved(child, root) for child in node.children]
    return replace(node, start=root.start, stop=root.start, source=root.source, children=children)
