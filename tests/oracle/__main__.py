"""The command line: see the package's docstring."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.oracle import (
    analysis,
    columns,
    conversations,
    deep,
    deviations,
    field_types,
    filters,
    follow,
    foreign,
    native,
    rows,
    second,
    statistics,
    tshark,
)
from tests.oracle.compare import Comparison, capture_files, comparable, compare_file, content_hash, matches

SAMPLES = Path(__file__).resolve().parents[2] / "sample_captures"
LARGEST = 1 << 17
"""Bytes of a capture that columns are compared on: beyond, there are only more of the same packets."""
WORST = 15
"""Lines of the lists of fields and files that agree least."""


def main() -> int:
    """Compare as the arguments say; 0 if only listed deviations were found, and all of those that apply."""
    arguments = _arguments()
    prefixes = tuple(arguments.fields.split(",")) if arguments.fields else ("",)
    if arguments.list:
        _list_missing(prefixes)
        return 0
    paths = list(capture_files(arguments.captures or _default_captures()))
    if arguments.what == "columns":
        return 1 if columns.report(path for path in paths if path.stat().st_size <= LARGEST) else 0
    if arguments.what == "filters":
        found = filters.report(paths, arguments.processes, show=arguments.show, write=arguments.write)
        return _verdict([*found, *field_types.report()])
    if arguments.what == "conversations":
        return _verdict(conversations.report(paths, arguments.processes, show=arguments.show, write=arguments.write))
    if arguments.what == "statistics":
        complaints: list[str] = []
        for subject in (statistics.report, conversations.report):
            complaints += subject(paths, arguments.processes, show=arguments.show, write=arguments.write)
        return _verdict(complaints)
    if arguments.what == "rows":
        return _verdict(rows.report(paths, arguments.processes, show=arguments.show, write=arguments.write))
    if arguments.what == "analysis":
        return _verdict(analysis.report(paths, arguments.processes, show=arguments.show, write=arguments.write))
    if arguments.what == "deep":
        return _verdict(deep.report(paths, arguments.processes, show=arguments.show, write=arguments.write))
    if arguments.what == "foreign":
        return _verdict(foreign.report(paths))
    if arguments.what == "second":
        return _verdict(second.report(paths, arguments.processes, show=arguments.show, write=arguments.write))
    if arguments.what == "follow":
        return _verdict(follow.report(paths, arguments.processes, show=arguments.show, write=arguments.write))
    names = comparable(prefixes)
    if not names:
        print(f"no native field that tshark knows begins with {arguments.fields}")
        return 2
    result = _compare(paths, names, arguments.processes)
    _report(result, len(paths), len(names))
    _show(result, arguments.show)
    if arguments.write:
        deviations.write(result.differences)
        return 0
    if arguments.show:
        return 0
    return _verdict(deviations.judge(result.differences, {content_hash(path) for path in paths}, names))


def _verdict(complaints: Sequence[str]) -> int:
    for line in complaints:
        print(line)
    return 1 if complaints else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description="Agreement with tshark.")
    subjects = ["fields", "filters", "columns", "conversations", "statistics", "rows", "analysis", "follow", "deep"]
    subjects += ["second", "foreign"]
    parser.add_argument("what", nargs="?", choices=subjects, default="fields")
    parser.add_argument("--fields", help="only these: full names, or prefixes that end in a dot; comma between")
    parser.add_argument("--captures", type=Path, action="append", help="a capture or a folder of them; may be repeated")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print up to N differing packets a field")
    parser.add_argument("--list", action="store_true", help="print the fields tshark knows and we do not declare")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="list today's deviations anew, keeping known reasons")
    return parser.parse_args()


def _default_captures() -> list[Path]:
    folder = os.environ.get("REMORA_CAPTURES")
    if not folder:
        print("REMORA_CAPTURES names no folder of captures: comparing the shipped samples only", file=sys.stderr)
        return [SAMPLES]
    return [SAMPLES, Path(folder)]


def _compare(paths: Sequence[Path], names: Sequence[str], processes: int) -> Comparison:
    result = Comparison()
    task = partial(compare_file, names=names)
    if processes < 2 or len(paths) < 2:
        for path in paths:
            result.add(task(path))
        return result
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(task, paths):
            result.add(one)
    return result


def _report(result: Comparison, files: int, fields: int) -> None:
    total = result.compared.total()
    print(
        f"{result.equal.total():,} of {total:,} values equal ({result.agreement:.4%}): "
        f"{len(+result.compared)} of {fields} fields occur, in {files} files"
    )
    by_field = Counter({name: count - result.equal[name] for name, count in result.compared.items()})
    _worst("field", +by_field, result.compared)
    _worst("file", Counter(difference.capture for difference in result.differences), None)


def _worst(what: str, counts: Counter[str], totals: Counter[str] | None) -> None:
    for name, count in counts.most_common(WORST):
        print(f"  {what} {name}: {count:,} differ" + (f" of {totals[name]:,}" if totals else ""))


def _show(result: Comparison, most: int) -> None:
    shown: Counter[str] = Counter()
    for difference in sorted(result.differences, key=lambda difference: difference.name):
        shown[difference.name] += 1
        if shown[difference.name] <= most:
            print(
                f"{difference.capture} frame {difference.frame} {difference.name}\n"
                f"    ours   {list(difference.ours)}\n    theirs {list(difference.theirs)}"
            )


def _list_missing(prefixes: Sequence[str]) -> None:
    ours = set(native.native_fields())
    for name, kind in tshark.known_fields().items():
        if name not in ours and matches(name, prefixes):
            print(f"{name}  {kind}")


if __name__ == "__main__":
    sys.exit(main())
