"""Attributions in a capture file: a pcapng block of a local-use type, which other readers pass over.

Its body: the magic, version and length (32 bits each, in the section's byte order), then JSON: every process once, and
ends with the number of theirs. What a file says is believed only as far as it has the right shape; the rest is left
out, without a word.
"""

from __future__ import annotations

import ipaddress
import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, get_args

from dissectors.processes.attribution import TRANSPORTS, Attribution, End, How

MAGIC: Final = b"remora/processes"
VERSION: Final = 1
_HEAD = "16sII"

ENDS_A_BLOCK: Final = 1024
"""Keeps blocks of common processes far below the longest."""
MOST_IN_A_BLOCK: Final = 4096
"""Ends, and processes, that are read."""
LONGEST_JSON: Final = 1 << 20
"""Bytes; longer ones are not read."""
_LONGEST_WORD: Final = 255
_LONGEST_COMMAND: Final = 4096
"""Characters, the words together."""
_MOST_WORDS: Final = 64
_HOW: Final = get_args(How)


def write_attributions(attributions: Iterable[Attribution], byte_order: str) -> Iterator[bytes]:
    """The bodies of as many blocks as it takes, in the order given."""
    part: list[Attribution] = []
    for one in attributions:
        part.append(one)
        if len(part) == ENDS_A_BLOCK:
            yield from _bodies(part, byte_order)
            part = []
    if part:
        yield from _bodies(part, byte_order)


def read_attributions(body: bytes, byte_order: str) -> list[Attribution]:
    """What a block of ours says; nothing for any other block, or one that breaks the rules as a whole."""
    head = struct.Struct(byte_order + _HEAD)
    if len(body) < head.size:
        return []
    magic, version, length = head.unpack_from(body)
    if magic != MAGIC or version != VERSION or length > min(LONGEST_JSON, len(body) - head.size):
        return []
    try:
        told = json.loads(body[head.size : head.size + length])
        # Numbers that are too long to be any are refused in one way, nesting without end in another.
    except (ValueError, RecursionError):
        return []
    if not isinstance(told, dict):
        return []
    processes = [_process(one) for one in _list(told.get("processes"))[:MOST_IN_A_BLOCK]]
    found = (_attribution(one, processes) for one in _list(told.get("ends"))[:MOST_IN_A_BLOCK])
    return [one for one in found if one is not None]


def _bodies(part: list[Attribution], byte_order: str) -> Iterator[bytes]:
    """One; or where commands are long, half of it each."""
    processes: dict[Attribution, int] = {}
    ends = []
    for one in part:
        place = processes.setdefault(_without_ends(one), len(processes))
        ends.append([one.protocol, *one.local, *one.remote, one.time_ns, one.how, place])
    told = {"processes": [_object(one) for one in processes], "ends": ends}
    data = json.dumps(told, separators=(",", ":")).encode("ascii")
    if len(data) > LONGEST_JSON and len(part) > 1:
        yield from _bodies(part[: len(part) // 2], byte_order)
        yield from _bodies(part[len(part) // 2 :], byte_order)
    else:
        yield struct.pack(byte_order + _HEAD, MAGIC, VERSION, len(data)) + data


_NO_END = End("", 0)


def _without_ends(one: Attribution) -> Attribution:
    return replace(one, protocol="tcp", local=_NO_END, remote=_NO_END, time_ns=0, how="exact")


def _object(one: Attribution) -> dict[str, Any]:
    """What is known; nothing that is not."""
    told = {
        "pid": one.pid,
        "started": one.started,
        "name": one.name[:_LONGEST_WORD],
        "command": list(_cut(one.command)),
        "uid": one.uid,
        "user": one.user[:_LONGEST_WORD],
        "unit": one.unit[:_LONGEST_WORD],
        "unknown": one.unknown[:_LONGEST_WORD],
    }
    return {name: value for name, value in told.items() if value is not None and value != "" and value != []}


def _process(told: Any) -> Attribution | None:
    """Without its ends."""
    if not isinstance(told, dict):
        return None
    command = tuple(map(_writable, (word for word in _list(told.get("command")) if isinstance(word, str))))
    return Attribution(
        "tcp",
        _NO_END,
        _NO_END,
        0,
        "exact",
        _number(told.get("pid"), 1, 32),
        _number(told.get("started"), 0, 63),
        _text(told.get("name")),
        _cut(command),
        _number(told.get("uid"), 0, 32),
        _text(told.get("user")),
        _text(told.get("unit")),
        _text(told.get("unknown")),
    )


def _attribution(told: Any, processes: list[Attribution | None]) -> Attribution | None:
    match told:
        case [protocol, str(), int(), str(), int(), int(time_ns), how, int(place)]:
            local, remote = _end(*told[1:3]), _end(*told[3:5])
            is_sound = protocol in TRANSPORTS and how in _HOW and -(1 << 63) < time_ns < 1 << 63
            process = processes[place] if 0 <= place < len(processes) else None
            if is_sound and process is not None and local is not None and remote is not None:
                return replace(process, protocol=protocol, local=local, remote=remote, time_ns=time_ns, how=how)
    return None


def _end(address: str, port: int) -> End | None:
    is_sound = len(address) <= _LONGEST_WORD and 0 <= port <= 0xFFFF and _is_address(address)
    return End(address, port) if is_sound else None


@lru_cache(maxsize=4096)
def _is_address(text: str) -> bool:
    """Each machine's stands in many ends."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return _writable(value[:_LONGEST_WORD])[:_LONGEST_WORD] if isinstance(value, str) else ""


def _writable(text: str) -> str:
    """JSON may name half of a surrogate pair (RFC 8259 section 8.2), which no encoding writes: it becomes ASCII."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _number(value: Any, least: int, bits: int) -> int | None:
    """None for what is no number of so many bits; true and false are none."""
    return value if type(value) is int and least <= value < 1 << bits else None


def _cut(command: tuple[str, ...]) -> tuple[str, ...]:
    """The first words, and of these so many characters."""
    left, words = _LONGEST_COMMAND, []
    for word in command[:_MOST_WORDS]:
        if left <= 0:
            break
        words.append(word[:left])
        left -= max(len(word), 1)
    return tuple(words)
