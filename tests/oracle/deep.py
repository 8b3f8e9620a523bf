"""The deep decoder's trees against those that tshark prints for the same frames when it reads the whole file.

The decoder gives a tshark the packets around the chosen one; the other tshark reads the file from its beginning. What
they say must be the same: fields, order, nesting, labels, places. Frames of conversations that were too long to be
given whole are counted apart.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree.ElementTree import ParseError

from dissectors.capture_file import open_capture
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.decoder import DeepDecoder
from dissectors.deep.errors import DeepError
from dissectors.deep.tree.dissection import DeepDissection
from dissectors.packets.table import PacketTable
from tests.oracle import deviations, native, whole_file
from tests.oracle.compare import Difference, content_hash
from tests.oracle.whole_file import Node

LIST = Path(__file__).with_name("deep.toml")
"""What is known to differ, and why: as in `deviations`, with a field's name, or (text) for a line without one."""
EVERY_FRAME = 200
"""Frames of a capture that are all compared; of longer ones a sample is."""
SAMPLE = 60
LATE = 1 / 3
"""Share of the sample that is taken from the last tenth, where conversations have become long."""
MOST_ALIGNED = 4_000
"""Differing lines of one tree that are matched with each other; beyond, line by line."""
AT_ONCE = 2
TEXT = "(text)"
NO_ANSWER = "(no answer)"


@dataclass(slots=True)
class DeepComparison:
    """How far the two agree; counts are nodes of trees."""

    frames: int = 0
    compared: int = 0
    equal: int = 0
    cut_frames: int = 0
    """Of conversations that were not given whole."""
    cut_compared: int = 0
    cut_equal: int = 0
    brackets: int = 0
    """Nodes of which it is known whether they are drawn as concluded."""
    brackets_equal: int = 0
    lit: int = 0
    """Nodes with bytes that tshark shows, and a place in a byte source."""
    lit_equal: int = 0
    """There these bytes stand."""
    ambiguous: int = 0
    """Nodes that may lie in several byte sources, and are said to."""
    differences: list[Difference] = field(default_factory=list)
    """In frames whose conversation was given whole."""
    cut_differences: list[Difference] = field(default_factory=list)

    @property
    def agreement(self) -> float:
        """Share of nodes that are equal, of frames whose conversation was given whole."""
        return self.equal / self.compared if self.compared else 1.0

    def add(self, other: DeepComparison) -> None:
        """Count another comparison in."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def compare_deep(path: Path, sample: int = SAMPLE) -> DeepComparison:
    """Compare a capture's frames. One that either side cannot open has none."""
    result = DeepComparison()
    if not native.is_readable(path):
        return result
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture)
        if not len(table):
            return result
        rows = chosen_rows(path, len(table), sample)
        theirs = their_trees(path, len(table), rows)
        ours = asyncio.run(our_trees(table, [row for row in rows if row in theirs]))
    content = content_hash(path)
    for row, dissection in sorted(ours.items()):
        _compare_frame(result, path.name, content, row + 1, theirs[row], dissection)
    return result


def chosen_rows(path: Path, count: int, sample: int) -> list[int]:
    """Rows to be compared: the same ones every time."""
    if count <= EVERY_FRAME:
        return list(range(count))
    chance = random.Random(content_hash(path))
    late = round(sample * LATE)
    rows = {*chance.sample(range(count - count // 10, count), late), *chance.sample(range(count), sample - late)}
    return sorted(rows)


def their_trees(path: Path, count: int, rows: Sequence[int]) -> dict[int, list[Node]]:
    """By row, what tshark says when it reads the whole file; what is no packet to us has no row."""
    is_all = len(rows) == count
    asked = None if is_all else [row + 1 for row in rows]
    try:
        found = dict(whole_file.trees(path, asked))
    except ParseError:
        return {}
    found = whole_file.with_brackets(path, asked, found)
    if is_all:
        packets = [nodes for _, nodes in sorted(found.items()) if not whole_file.is_custom_block(nodes)]
        return dict(enumerate(packets))
    # What is displayed is the sample, and tshark counts the time since the last that was.
    return {number - 1: whole_file.as_if_all_were_displayed(nodes) for number, nodes in found.items()}


async def our_trees(table: PacketTable, rows: Sequence[int]) -> dict[int, DeepDissection | None]:
    """By row, the deep tree; None where there is no answer."""
    found: dict[int, DeepDissection | None] = {}
    left = iter(rows)
    decoder = DeepDecoder(table, DeepChoices(), spares=AT_ONCE)

    async def work() -> None:
        for row in left:
            try:
                found[row] = await decoder.decode(row)
            except DeepError as error:
                print(f"frame {row + 1}: {error}")
                found[row] = None

    try:
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    finally:
        await decoder.close()
    return found


def nodes_of(dissection: DeepDissection) -> Iterator[Node]:
    """A tree's nodes, as the oracle has them; those whose bytes may lie in several sources have no place."""
    waiting = [(0, root) for root in reversed(dissection.roots)]
    while waiting:
        depth, one = waiting.pop()
        line = one.heading
        if line is None:
            line = one.line[1:-1] if one.generated else one.line
        start, size = (-1, -1) if one in dissection.ambiguous else (one.start, one.stop - one.start)
        octets = dissection.sources[one.source].data[one.start : one.stop] if size > 0 else b""
        yield Node(depth, one.name, line, start, size, one.spec.hidden, one.generated, octets)
        waiting += ((depth + 1, child) for child in reversed(one.children))


def _compare_frame(
    result: DeepComparison,
    capture: str,
    content: str,
    number: int,
    theirs: Sequence[Node],
    dissection: DeepDissection | None,
) -> None:
    result.frames += 1
    if dissection is None:
        result.compared += len(theirs)
        result.differences.append(Difference(capture, content, number, NO_ANSWER, (), ()))
        return
    pairs = list(aligned(list(nodes_of(dissection)), theirs))
    equal = sum(1 for we, they in pairs if we is not None and they is not None and same(we, they))
    found = _differences(capture, content, number, pairs)
    if dissection.left_out:
        result.cut_frames += 1
        result.cut_compared += len(pairs)
        result.cut_equal += equal
        result.cut_differences += found
    else:
        result.compared += len(pairs)
        result.equal += equal
        result.differences += found
        result.ambiguous += len(dissection.ambiguous)
        both = [(we, they) for we, they in pairs if we is not None and they is not None]
        told = [(we, they) for we, they in both if they.in_brackets is not None]
        result.brackets += len(told)
        result.brackets_equal += sum(we.in_brackets == they.in_brackets for we, they in told)
        lit = [(we, they) for we, they in both if they.octets and we.size > 0]
        result.lit += len(lit)
        result.lit_equal += sum(we.octets == they.octets for we, they in lit)


def same(we: Node, they: Node) -> bool:
    """Whether two nodes are the same, as far as tshark tells. Those whose place is said to be open have none."""
    if (we.depth, we.name, we.label, we.is_hidden) != (they.depth, they.name, they.label, they.is_hidden):
        return False
    if they.start < 0 or we.start < 0:
        return True
    # PDML adds the place of the node above where the own one is lower, as it is in another byte source.
    return (we.start == they.start or we.start + they.above == they.start) and we.size == they.size


def aligned(ours: Sequence[Node], theirs: Sequence[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    """Nodes side by side, None where only one has it."""
    first = 0
    shorter = min(len(ours), len(theirs))
    while first < shorter and same(ours[first], theirs[first]):
        first += 1
    behind = 0
    while behind < shorter - first and same(ours[-1 - behind], theirs[-1 - behind]):
        behind += 1
    yield from zip(ours[:first], theirs[:first], strict=True)
    yield from _matched(ours[first : len(ours) - behind], theirs[first : len(theirs) - behind])
    yield from zip(ours[len(ours) - behind :], theirs[len(theirs) - behind :], strict=True)


def _matched(ours: Sequence[Node], theirs: Sequence[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    if len(ours) + len(theirs) > MOST_ALIGNED:
        steps = [(0, len(ours), 0, len(theirs))]
    else:
        keys = [[(node.depth, node.name) for node in side] for side in (ours, theirs)]
        steps = [step[1:] for step in SequenceMatcher(None, *keys, autojunk=False).get_opcodes()]
    for first, last, their_first, their_last in steps:
        both = min(last - first, their_last - their_first)
        yield from zip(ours[first : first + both], theirs[their_first : their_first + both], strict=True)
        yield from ((node, None) for node in ours[first + both : last])
        yield from ((None, node) for node in theirs[their_first + both : their_last])


def _differences(
    capture: str, content: str, number: int, pairs: Iterable[tuple[Node | None, Node | None]]
) -> list[Difference]:
    """The first difference in every field of the frame."""
    found: dict[str, Difference] = {}
    for we, they in pairs:
        if we is not None and they is not None and same(we, they):
            continue
        node = they if they is not None else we
        assert node is not None
        name = node.name or TEXT
        found.setdefault(name, Difference(capture, content, number, name, _told(we), _told(they)))
    return list(found.values())


def _told(node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    place = f"{node.start}+{node.size}"
    return node.label, f"{'hidden ' * node.is_hidden}depth {node.depth}", place, node.name


def report(paths: Sequence[Path], processes: int, *, show: int = 0, write: bool = False) -> list[str]:
    """Compare over the files, print what was found, and judge it: see `deviations.judge`."""
    result = DeepComparison()
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(compare_deep, sorted(paths, key=lambda path: -path.stat().st_size)):
            result.add(one)
    print(
        f"{result.equal:,} of {result.compared:,} nodes of trees equal ({result.agreement:.4%}) in "
        f"{result.frames - result.cut_frames:,} frames of {len(paths)} files\n"
        f"{result.brackets_equal:,} of {result.brackets:,} drawn as concluded or not, as by tshark -V\n"
        f"{result.lit_equal:,} of {result.lit:,} light the bytes that tshark shows; "
        f"{result.ambiguous:,} are said to be in several places"
    )
    if result.cut_frames:
        print(
            f"apart, of conversations that were cut: {result.cut_equal:,} of {result.cut_compared:,} nodes equal "
            f"({result.cut_equal / result.cut_compared:.4%}) in {result.cut_frames:,} frames"
        )
    for title, found in (("", result.differences), ("cut ", result.cut_differences)):
        by_field = Counter((one.capture, one.name) for one in found)
        shown: Counter[tuple[str, str]] = Counter()
        for one in sorted(found, key=lambda one: (-by_field[one.capture, one.name], one.capture, one.name)):
            shown[one.capture, one.name] += 1
            if shown[one.capture, one.name] <= show:
                print(
                    f"{title}{one.capture} frame {one.frame} {one.name} (of {by_field[one.capture, one.name]})\n"
                    f"    ours   {list(one.ours)}\n    theirs {list(one.theirs)}"
                )
    if write:
        deviations.write(result.differences, LIST)
    return judged(result, paths)


def judged(result: DeepComparison, paths: Iterable[Path]) -> list[str]:
    """What is wrong with the list, as `deviations.judge` says."""
    names = {name for _, name in deviations.listed(LIST)}
    return deviations.judge(result.differences, {content_hash(path) for path in paths}, names, LIST)
