"""The deviations from tshark that are known and why: a list that may only shrink.

A deviation is keyed by the hash of the capture's content and the field's name, or the filter that chooses other
packets, and holds how many packets differ.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.oracle.compare import Difference

LIST = Path(__file__).with_name("deviations.toml")
UNEXPLAINED = "not yet explained"
HEADING = "Where we are not of tshark's opinion, by hash of the capture's content and field or filter, and why."

Key = tuple[str, str]
"""Content hash and field, or filter."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Packets of a capture in which a field is not what tshark says."""

    packets: int
    reason: str
    capture: str


def listed(path: Path | None = None) -> dict[Key, Deviation]:
    """What the list holds."""
    path = path or LIST
    if not path.exists():
        return {}
    captures = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        (content, name): Deviation(entry["packets"], entry["reason"], capture["file"])
        for content, capture in captures.items()
        for name, entry in capture["fields"].items()
    }


def judge(
    differences: Iterable[Difference], contents: Collection[str], names: Collection[str], path: Path | None = None
) -> list[str]:
    """What is wrong with the list, a line each: deviations that are new, and listed ones that are gone.

    Listed captures that are not among `contents`, and fields not among `names`, are not judged.
    """
    known = listed(path)
    found, files = _count(differences)
    lines = []
    for key, packets in sorted(found.items()):
        content, name = key
        if key not in known:
            lines.append(f"new deviation: {files[content]} ({content}) {name}, {packets} packets")
        elif packets > known[key].packets:
            lines.append(f"deviation grew: {files[content]} {name}, {known[key].packets} packets -> {packets}")
    for (content, name), deviation in known.items():
        if content in contents and (name in names or name.startswith("(")):
            packets = found.get((content, name), 0)
            if packets < deviation.packets:
                lines.append(
                    f"listed deviation shrank: {deviation.capture} {name}, {deviation.packets} packets -> {packets}: "
                    "take it out of the list"
                )
    return lines


def write(
    differences: Iterable[Difference],
    path: Path | None = None,
    reasons: Mapping[Key, str] | None = None,
    heading: str = HEADING,
) -> None:
    """Make the list anew from what was found; reasons that were given stay, `reasons` are for the others."""
    path = path or LIST
    known = listed(path)
    differences = list(differences)
    found, files = _count(differences)
    guessed = _foreign(differences) | dict(reasons or {})
    lines = [
        f"# {heading}",
        "# It may only shrink; `python -m tests.oracle` fails on what is new and on what no longer occurs.",
    ]
    for content in sorted({content for content, _ in found}, key=lambda content: (files[content], content)):
        lines += ["", f"[{_quoted(content)}]", f"file = {_quoted(files[content])}", f"[{_quoted(content)}.fields]"]
        for name in sorted(name for other, name in found if other == content):
            reason = guessed.get((content, name), UNEXPLAINED)
            if (content, name) in known and known[content, name].reason != UNEXPLAINED:
                reason = known[content, name].reason
            lines.append(f"{_quoted(name)} = {{ packets = {found[content, name]}, reason = {_quoted(reason)} }}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    """A string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def _foreign(differences: Iterable[Difference]) -> dict[Key, str]:
    """The reason of those that only occur in packets with protocols that are not native."""
    protocols: dict[Key, set[str]] = {}
    native_too: set[Key] = set()
    for difference in differences:
        key = (difference.content, difference.name)
        protocols.setdefault(key, set()).update(difference.foreign)
        if not difference.foreign:
            native_too.add(key)
    return {
        key: f"carried by or together with what is not native: {', '.join(sorted(names))}"
        for key, names in protocols.items()
        if key not in native_too
    }


def _count(differences: Iterable[Difference]) -> tuple[Counter[Key], dict[str, str]]:
    found: Counter[Key] = Counter()
    files: dict[str, str] = {}
    for difference in differences:
        found[difference.content, difference.name] += 1
        files[difference.content] = difference.capture
    return found, files
