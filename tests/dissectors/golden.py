"""Golden files: a frame's bytes and its decode tree side by side, read and written.

A file opens with `# where the bytes come from`, then `link_type: N`, optionally `original_length: N`, then the hex
dump; what stands right of ` | ` is the tree, with the byte range of each line, and is made by `render`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from dissectors.dissect import Dissection, dissect
from dissectors.fields import Field
from dissectors.frame import Frame

FOLDER = Path(__file__).parent / "protocols" / "goldens"
HEX_WIDTH = 4 + 2 + 16 * 3 - 1


@dataclass(frozen=True)
class Golden:
    path: Path
    source: str
    frame: Frame
    text: str


def paths() -> list[Path]:
    return sorted(FOLDER.glob("*.golden"))


def read(path: Path) -> Golden:
    """Parse a golden file; the tree may be missing."""
    text = path.read_text("utf-8")
    source, data = "", bytearray()
    numbers = {"link_type": 1, "original_length": -1}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if line.startswith("#"):
            source = source or line[1:].strip()
        elif key in numbers:
            numbers[key] = int(value)
        else:
            left = line.partition(" |")[0].strip()
            data += bytes.fromhex(left[4:]) if left else b""
    frame = Frame(bytes(data), numbers["link_type"], original_length=numbers["original_length"])
    return Golden(path, source, frame, text)


def render(golden: Golden, dissection: Dissection | None = None) -> str:
    """The file as it should read: head, hex and tree."""
    frame = golden.frame
    dissection = dissection or dissect(frame)
    head = [f"# {golden.source}", f"link_type: {frame.link_type}"]
    if frame.original_length >= 0:
        head.append(f"original_length: {frame.original_length}")
    dump = [f"{offset:04x}  {frame.data[offset : offset + 16].hex(' ')}" for offset in range(0, len(frame.data), 16)]
    tree = [line for root in dissection.roots[1:] for line in tree_lines(root, 0)]
    body = [f"{left:{HEX_WIDTH}} | {right}".rstrip() for left, right in zip_longest(dump, tree, fillvalue="")]
    return "\n".join([*head, *body]) + "\n"


def tree_lines(field: Field, depth: int) -> list[str]:
    """A field and all below it, indented, each with its name, printed value and byte range."""
    where = f" [{field.start}..{field.stop})" if field.stop > field.start else ""
    name = ("(" + field.name + ")" if field.spec.hidden else field.name) or "-"
    severity = f" !{field.severity}" if field.severity else ""
    line = "".join(character if character.isprintable() else repr(character)[1:-1] for character in field.line)
    lines = [f"{'  ' * depth}{line}  {{{name}}}{where}{severity}"]
    for child in field.children:
        lines += tree_lines(child, depth + 1)
    return lines
