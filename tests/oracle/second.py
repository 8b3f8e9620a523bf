"""The second opinion over real captures: native dissections against deep ones, field by field.

What is told differently on purpose (`dissectors.deep.comparison.expected_differences`), or only in other words, is no
difference; the rest is listed with its reason, by verdict and field: "value tcp.window_size", "only tshark http.chat".
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from dissectors.capture_file import open_capture
from dissectors.deep.comparison.second_opinion import Pair, SecondOpinion, compare
from dissectors.fields import Field
from dissectors.packets.table import PacketTable
from tests.oracle import deviations, native
from tests.oracle.compare import Difference, content_hash
from tests.oracle.deep import SAMPLE, chosen_rows, our_trees

LIST = Path(__file__).with_name("second.toml")
"""What is known to differ, and why: as in `deviations`, with verdict and field for the field's name."""


@dataclass(slots=True)
class SecondOpinions:
    """How far the two agree; counts are fields of packets."""

    frames: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    """By verdict, with those that were to be expected."""
    expected: Counter[str] = field(default_factory=Counter)
    """Differences that are meant, by reason."""
    differences: list[Difference] = field(default_factory=list)
    """News: the first of each verdict and field in a frame."""

    def add(self, other: SecondOpinions) -> None:
        """Count another comparison in."""
        self.frames += other.frames
        self.verdicts += other.verdicts
        self.expected += other.expected
        self.differences += other.differences


def compare_second(path: Path, sample: int = SAMPLE) -> SecondOpinions:
    """Compare a capture's frames, those of `deep.chosen_rows`. One that we cannot open has none."""
    result = SecondOpinions()
    if not native.is_readable(path):
        return result
    content = content_hash(path)
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture)
        table.analyse(len(table))
        answers = asyncio.run(our_trees(table, chosen_rows(path, len(table), sample)))
        for row, deep in sorted(answers.items()):
            if deep is not None:
                _count(result, path.name, content, row + 1, compare(table.dissection(row), deep))
    return result


def _count(result: SecondOpinions, capture: str, content: str, number: int, opinion: SecondOpinion) -> None:
    result.frames += 1
    result.verdicts.update(pair.verdict for pair in opinion.pairs)
    result.expected.update(pair.reason for pair in opinion.pairs if pair.reason)
    found: dict[str, Difference] = {}
    for pair in opinion.news:
        name = f"{pair.verdict} {pair.name}"
        sides = _told(pair.native), _told(pair.deep)
        found.setdefault(name, Difference(capture, content, number, name, *sides, _foreign(pair)))
    result.differences += found.values()


def _told(one: Field | None) -> tuple[str, ...]:
    return (one.line, f"{one.start}-{one.stop} of {one.source}") if one is not None else ()


def _foreign(pair: Pair) -> tuple[str, ...]:
    """The layer, where it is not native."""
    return () if pair.layer in native.native_stack() else (pair.layer,)


def report(paths: Sequence[Path], processes: int, *, show: int = 0, write: bool = False) -> list[str]:
    """Compare over the files, print what was found, and judge it: see `deviations.judge`."""
    result = SecondOpinions()
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(partial(compare_second), sorted(paths, key=lambda path: -path.stat().st_size)):
            result.add(one)
    total = result.verdicts.total()
    print(f"{total:,} fields of {result.frames:,} frames in {len(paths)} files")
    for verdict, count in result.verdicts.most_common():
        print(f"  {verdict:12} {count:9,}  {count / total:8.4%}")
    for reason, count in result.expected.most_common():
        print(f"  expected {count:9,}  {reason}")
    for line in _shown(result.differences, show):
        print(line)
    if write:
        deviations.write(result.differences, LIST, reasons_of_fields(result.differences))
    return judged(result, paths)


def reasons_of_fields(differences: Iterable[Difference]) -> Mapping[deviations.Key, str]:
    """What was said of a field in one capture holds in others, unless different things were said."""
    said: dict[str, set[str]] = {}
    for (_, name), known in deviations.listed(LIST).items():
        if known.reason != deviations.UNEXPLAINED:
            said.setdefault(name, set()).add(known.reason)
    return {(one.content, one.name): min(said[one.name]) for one in differences if len(said.get(one.name, ())) == 1}


def _shown(differences: Sequence[Difference], most: int) -> Iterator[str]:
    """Every field with how many packets differ, the most first, and up to `most` of these."""
    by_name: dict[str, list[Difference]] = {}
    for one in differences:
        by_name.setdefault(one.name, []).append(one)
    for name, found in sorted(by_name.items(), key=lambda item: -len(item[1])):
        captures = Counter(one.capture for one in found)
        yield f"{name}: {len(found)} packets of {', '.join(name for name, _ in captures.most_common(4))}"
        for one in found[:most]:
            yield f"    {one.capture} {one.frame}: native {list(one.ours)} tshark {list(one.theirs)}"


def judged(result: SecondOpinions, paths: Iterable[Path]) -> list[str]:
    """What is wrong with the list, as `deviations.judge` says."""
    names = {name for _, name in deviations.listed(LIST)}
    return deviations.judge(result.differences, {content_hash(path) for path in paths}, names, LIST)
