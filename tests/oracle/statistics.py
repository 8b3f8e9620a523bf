"""Statistics: ours against tshark's protocol hierarchy, endpoints, messages, packets and sums in intervals of time.

Both as they are by default: packets that came in fragments are put together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dissectors.capture_file import open_capture
from dissectors.capture_file.frames import NO_TIME
from dissectors.packets.table import PacketTable
from dissectors.statistics.endpoints import EndpointCount, endpoints
from dissectors.statistics.intervals import interval_for
from dissectors.statistics.overview import OverviewCounts
from dissectors.statistics.rates import rates_of
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.kinds import KINDS, TITLES, Kind
from tests.oracle import conversations, deviations, hierarchy, interval_sums, messages, native, tshark
from tests.oracle.compare import Difference, content_hash
from tests.oracle.deviations import Key

LIST = Path(__file__).with_name("statistics.toml")
"""What is known to differ, and why: as in `deviations`, with the statistic for the field's name."""
NANOSECONDS: Final = 10**9
INTERVALS: Final = 60
"""Of a capture, about so many."""

SPOKEN_OVER_TCP: Final = frozenset({"dns", "http", "tls"})

_HEADING = re.compile(r"^(\w+) Endpoints$")
_END = re.compile(r"^(\S+) +(?:(\d+) +)?" + r" +".join([r"(\d+)"] * 6) + r" *$")
_INTERVAL = re.compile(r"^\| *([\d.]+) <> +\S+ *\| +(\d+) \| +(\d+) \|")

Line = tuple[str, ...]


@dataclass(slots=True)
class StatisticsComparison:
    """How far the two agree; an answer is one line on either side."""

    answers: Counter[str] = field(default_factory=Counter)
    """By statistic."""
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: StatisticsComparison) -> None:
        """Count another comparison in."""
        self.answers += other.answers
        self.differences += other.differences


def compare_statistics(path: Path) -> StatisticsComparison:
    """Compare all. A capture that we cannot open has none."""
    result = StatisticsComparison()
    if not native.is_readable(path):
        return result
    name, content = path.name, content_hash(path)
    interval = our_interval(path)
    printed = tshark_prints(path, interval)
    we, they = hierarchy.ours(path), hierarchy.read(printed)
    result.answers["hierarchy"] += len(we.keys() | they.keys())
    for place in hierarchy.differing(we, they):
        both = tuple(tuple(map(str, counts.get(place, ()))) for counts in (we, they))
        result.differences.append(Difference(name, content, 0, _named(place), *both))
    our_tables, their_tables = our_ends(path), read_ends(printed)
    tables = [(f"endpoints {kind}", our_tables[kind], their_tables[kind]) for kind in KINDS]
    # Half of the captures have none, and to ask takes time.
    speaks = any("tcp" in place and not SPOKEN_OVER_TCP.isdisjoint(place) for place in they)
    their_messages = messages.their_messages(path) if speaks else {}
    ours_by_name = messages.our_messages(path)
    tables += [(name, lines, their_messages.get(name, ())) for name, lines in ours_by_name.items()]
    if interval:
        tables.append(("io", our_rates(path, interval), read_rates(printed, interval)))
        their_sums = interval_sums.their_sums(path, interval)
        tables += [(name, lines, their_sums[name]) for name, lines in interval_sums.our_sums(path, interval).items()]
    for statistic, our_lines, their_lines in tables:
        ours, theirs = Counter(our_lines), Counter(their_lines)
        result.answers[statistic.partition(" ")[0]] += (ours | theirs).total()
        result.differences += [Difference(name, content, 0, statistic, line, ()) for line in (ours - theirs).elements()]
        result.differences += [Difference(name, content, 0, statistic, (), line) for line in (theirs - ours).elements()]
    return result


def _named(place: hierarchy.Place) -> str:
    return f"hierarchy {':'.join(place)}"


def our_ends(path: Path) -> Mapping[Kind, Sequence[Line]]:
    """What tshark would print of ours."""
    with open_capture(path) as capture:
        capture.refresh()
        packets = PacketTable(capture)
        counts = ConversationCounts(packets.index)
        counts.extend(len(packets))
        tables = {kind: endpoints(counts.table(kind)) for kind in KINDS}
        return {kind: [_end(table.record(place)) for place in range(len(table))] for kind, table in tables.items()}


def _end(one: EndpointCount) -> Line:
    port = "" if one.end.port is None else str(one.end.port)
    counts = (one.packets, one.bytes, one.packets_sent, one.bytes_sent, one.packets_received, one.bytes_received)
    return (one.end.address, port, *map(str, counts))


def tshark_prints(path: Path, interval: int) -> str:
    """All of them at once; packets in intervals of so many seconds, unless that is 0."""
    asked = [
        hierarchy.WORD,
        *(f"endpoints,{kind}" for kind in KINDS),
        *([f"io,stat,{interval}"] if interval else []),
    ]
    words = [word for statistic in asked for word in ("-z", statistic)]
    return tshark.run("-n", "-q", "-r", path, *words).stdout.decode("utf-8", "replace")


def read_ends(output: str) -> Mapping[Kind, Sequence[Line]]:
    """Of each kind address, port, packets and bytes in all, sent, received."""
    kinds = {TITLES[kind]: kind for kind in KINDS}
    found: dict[Kind, list[Line]] = {kind: [] for kind in KINDS}
    lines: list[Line] = []
    for line in output.splitlines():
        heading, entry = _HEADING.match(line), _END.match(line)
        if heading is not None:
            lines = found[kinds[heading[1]]]
        elif entry is not None:
            lines.append(entry.groups(""))
    return found


def our_interval(path: Path) -> int:
    """Seconds to compare a capture by; 0 for none.

    Tshark prints nothing of one that lasts no time, and packets without a time are for it of 1970: it then prints
    billions of intervals.
    """
    with open_capture(path) as capture:
        capture.refresh()
        counts = OverviewCounts(PacketTable(capture).index)
        counts.extend(len(capture.frames))
        duration = counts.overview().duration or 0
        has_times = bool((capture.frames.column("time", 0, len(capture.frames)) != NO_TIME).all())
    if not duration or not has_times:
        return 0
    return max(interval_for(duration, INTERVALS) // NANOSECONDS, duration // NANOSECONDS // INTERVALS, 1)


def our_rates(path: Path, interval: int) -> Sequence[Line]:
    """Intervals with packets: number, packets, bytes."""
    with open_capture(path) as capture:
        capture.refresh()
        index = PacketTable(capture).index
        origin = int(capture.frames.column("time", 0, 1)[0])
        both = [rates_of(index, interval * NANOSECONDS, origin, measure) for measure in ("packets", "bytes")]
        columns = (both[0].places, both[0].values, both[1].values)
        return [tuple(str(int(value)) for value in row) for row in zip(*columns, strict=True)]


def read_rates(output: str, interval: int) -> Sequence[Line]:
    """Intervals with packets: number, packets, bytes."""
    found = (_INTERVAL.match(line) for line in output.splitlines())
    lines = (entry.groups() for entry in found if entry is not None)
    return [(str(round(float(start) / interval)), packets, size) for start, packets, size in lines if packets != "0"]


def report(paths: Iterable[Path], processes: int, *, show: int = 0, write: bool = False) -> list[str]:
    """Compare over the files, print what was found, and judge it: see `deviations.judge`."""
    result, paths = StatisticsComparison(), sorted(paths)
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(compare_statistics, paths):
            result.add(one)
    for statistic, answers in result.answers.items():
        mine = [difference for difference in result.differences if difference.name.partition(" ")[0] == statistic]
        missed = len(mine) if statistic == "hierarchy" else sum(bool(difference.theirs) for difference in mine)
        print(f"{statistic}: {answers - missed:,} of {answers:,} lines equal, in {len(paths)} files")
    for other in result.differences[:show]:
        print(f"{other.capture} {other.name}\n    ours   {' '.join(other.ours)}\n    theirs {' '.join(other.theirs)}")
    if write:
        deviations.write(result.differences, LIST, reasons(paths, result.differences))
    return judge(result.differences, paths)


def judge(differences: Sequence[Difference], paths: Iterable[Path]) -> list[str]:
    """Differences that are not listed, and listed ones that are gone: see `deviations.judge`."""
    names = {name for _, name in deviations.listed(LIST)}
    return deviations.judge(differences, {content_hash(path) for path in paths}, names, LIST)


def reasons(paths: Iterable[Path], differences: Iterable[Difference]) -> dict[Key, str]:
    """Of hierarchies what can be told, of endpoints what is known of the conversations that they are made from."""
    found: dict[Key, str] = {}
    contents = {one.content for one in differences}
    for path in paths:
        content = content_hash(path)
        if content in contents:
            told = hierarchy.reasons(path).items()
            found |= {(content, _named(place)): reason for place, reason in told}
    for (content, kind), deviation in deviations.listed(conversations.LIST).items():
        found[content, f"endpoints {kind}"] = deviation.reason
    return found
