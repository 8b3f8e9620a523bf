"""Which packet brought which object: tshark writes objects as files, and this finds out where each came from.

The fields of the packets tell names in the order of the capture; tshark calls a file by such a name, with characters
that file systems refuse as %xx, and numbers those that have the same one. Where that does not settle it, nothing is
said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_REFUSED: Final = re.compile(r'[<>:"/\\|?*\x01-\x1f]')
_NUMBER: Final = re.compile(r"\((\d{1,5})\)(?=(?:\.[^.]*)?\Z)")
_PREFIX: Final = 24
"""Characters by which names are found that tshark had to cut."""
_MOST_ALIKE: Final = 256
"""Names that begin with the same ones."""
MOST_OF_ONE_NAME: Final = 5_000
"""Files that tshark is to write; for each it looks whether all that come before are there."""
_NAMELESS: Final = re.compile(r"object(\d{1,10})(?:\.(.*))?", re.DOTALL)
"""What tshark calls a file that nothing names, by the number of its packet, and its type."""
_ESCAPE: Final = re.compile(r"%([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a packet's fields tell about an object in it."""

    protocol: str
    row: int
    name: str
    """As it was sent; it may hold anything. Empty where the packet has an object and no name of it."""
    host: str = ""
    type: str = ""
    frame: int = 0
    """tshark's number of it."""


def base_name(uri: str) -> str:
    """The last part of a URI's path and query, by which tshark calls what was sent for it."""
    if "://" in uri[:16]:
        try:
            parts = urlsplit(uri)
        except ValueError:
            return ""
        host = parts.netloc
        uri = uri[uri.find(host, uri.find("://")) + len(host) :]
    return uri.rstrip("/").rpartition("/")[2] if uri.strip("/") else "/"


def file_name(name: str) -> str:
    """As tshark writes it, if it is not too long."""
    return _REFUSED.sub(lambda refused: f"%{ord(refused[0]):02x}", name)


def nameless(file: str) -> tuple[int, str] | None:
    """The frame number and the type of a file that nothing names; None for another one."""
    found = _NAMELESS.fullmatch(file)
    return (int(found[1]), original(found[2] or "")) if found else None


def original(file: str) -> str:
    """A file's name before tshark changed it, as far as that can be known."""
    return _ESCAPE.sub(
        lambda escape: chr(int(escape[1], 16)) if _REFUSED.match(chr(int(escape[1], 16))) else escape[0], file
    )


def origins_of(files: Sequence[str], origins: Iterable[Origin]) -> list[Origin | None]:
    """For each file of one protocol the packet it came from; None where that cannot be told."""
    by_name: dict[str, list[Origin]] = defaultdict(list)
    for origin in origins:
        by_name[file_name(origin.name)].append(origin)
    unnamed = by_name.pop("", [])
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, file in enumerate(files):
        number = _NUMBER.search(file)
        plain = file[: number.start()] + file[number.end() :] if number else file
        name = file if file in by_name else plain
        groups[name].append((int(number[1]) if number and name != file else 0, place))
    found: list[Origin | None] = [None] * len(files)
    cut = _by_prefix(by_name)
    short: list[tuple[list[Origin], list[tuple[int, int]]]] = []
    for name, places in groups.items():
        known = by_name.get(name) or _cut_from(name, cut)
        if len(known) > len(places) == MOST_OF_ONE_NAME:
            # tshark writes each further one over the last file.
            known = [*known[: len(places) - 1], known[-1]]
        if len(known) == len(places):
            _match(found, known, places)
        elif len(known) < len(places) and nameless(name) is None:
            short.append((known, places))
    taken = {number for file in files if (named := nameless(file)) for number in named[:1]}
    unnamed = [origin for origin in unnamed if origin.frame not in taken]
    if len(short) == 1 and len(unnamed) == len(short[0][1]) - len(short[0][0]):
        # Those without a name can only be the ones that are missing there.
        known, places = short[0]
        _match(found, sorted([*known, *unnamed], key=lambda origin: origin.row), places)
    return found


def _match(found: list[Origin | None], known: Sequence[Origin], places: list[tuple[int, int]]) -> None:
    """Files of one name have numbers in the order of the capture."""
    for origin, (_, place) in zip(known, sorted(places), strict=True):
        found[place] = origin


def _by_prefix(by_name: dict[str, list[Origin]]) -> dict[str, list[tuple[str, list[Origin]]]]:
    """Long names by how they begin."""
    found: dict[str, list[tuple[str, list[Origin]]]] = defaultdict(list)
    for name, origins in by_name.items():
        if len(name) > _PREFIX:
            found[name[:_PREFIX]].append((name, origins))
    return found


def _cut_from(name: str, cut: dict[str, list[tuple[str, list[Origin]]]]) -> list[Origin]:
    """The origins of the only long name that begins and ends like this one; tshark leaves something out between."""
    known = cut.get(name[:_PREFIX], []) if len(name) > _PREFIX else []
    fitting = [origins for long, origins in known[:_MOST_ALIKE] if len(long) > len(name) and _is_cut(name, long)]
    return fitting[0] if len(fitting) == 1 else []


def _is_cut(name: str, long: str) -> bool:
    stem, dot, ending = name.rpartition(".")
    if dot and long.endswith(dot + ending):
        return long.startswith(stem)
    return long.startswith(name)
