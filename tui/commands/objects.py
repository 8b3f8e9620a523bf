"""`remora objects`: what was carried over HTTP, SMB, TFTP, FTP, mail and DICOM, as a list and as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.decoding_options import decoding_options
from tui.decoding import Decoding, command_choices, native_registry
from tui.exit_status import complain, status_of_input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dissectors.deep.objects.object_export import ExportedObject, ObjectExport, ObjectProtocol

PROTOCOLS = ("http", "smb", "tftp", "ftp-data", "imf", "dicom")
"""Those of `dissectors.deep.objects.object_export`; help must come without what that needs."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file")
@click.option(
    "--protocol",
    "protocols",
    type=click.Choice(PROTOCOLS),
    multiple=True,
    help="Only what this protocol carried; repeatable. imf is mail.",
)
@click.option(
    "--save",
    "folder",
    metavar="FOLDER",
    help="Save them in FOLDER, which may be new, under safe names; nothing is written over.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON array with an object each.")
@decoding_options
def command(
    file: str, protocols: tuple[ObjectProtocol, ...], folder: str | None, as_json: bool, decoding: Decoding
) -> int:
    """List the objects that were carried in a capture FILE, or in standard input for "-": pages, files, mail.

    tshark finds them. They are strangers' bytes: nothing of them is opened or executed.
    """
    from dissectors.deep.objects.object_export import ObjectExport
    from dissectors.deep.tshark.own_loop import run_to_end
    from dissectors.deep.tshark.program import find_tshark
    from tui.rows import open_packets, title

    choices = command_choices(decoding)
    tshark = find_tshark(choices.tshark_path)
    with open_packets(file, native_registry(choices)) as packets:
        for _ in packets.batches():
            pass
        export = ObjectExport(tshark, choices, protocols)
        try:
            run_to_end(export.run(packets.table, range(len(packets.table))))
            if export.notice:
                complain(export.notice)
            _print(export.objects, _saved(export, folder), as_json)
        finally:
            export.close()
        notice = packets.capture.notice
    return status_of_input(title(file), notice)


def _saved(export: ObjectExport, folder: str | None) -> list[str]:
    """The names of the files, one an object; none where none were wanted."""
    if folder is None or not export.objects:
        return []
    from dissectors.deep.objects.object_saving import save_objects
    from tui import wording

    names = save_objects(export, export.objects, Path(folder))
    complain(f"{wording.counted(len(names), 'object')} saved in {folder}")
    return names


def _print(objects: Sequence[ExportedObject], saved: Sequence[str], as_json: bool) -> None:
    from tui.object_rows import HEADS, ON_THE_RIGHT, cells
    from tui.printing.json_array import json_array
    from tui.printing.output import Output
    from tui.safe import safe

    output = Output.standard()
    if as_json:
        for piece in json_array(_record(one, name) for one, name in _with_names(objects, saved)):
            output.write(piece)
    else:
        lines: list[tuple[str, ...]] = [HEADS]
        lines += [(*cells(one)[:-1], name or cells(one)[-1]) for one, name in _with_names(objects, saved)]
        widths = [max(len(safe(line[place])) for line in lines) for place in range(len(HEADS))]
        for line in lines if objects else ():
            told = [
                safe(cell).rjust(width) if head in ON_THE_RIGHT else safe(cell).ljust(width)
                for cell, width, head in zip(line, widths, HEADS, strict=True)
            ]
            output.line("  ".join(told).rstrip())
        if not objects:
            output.line("There are no objects.")
    output.flush()


def _with_names(objects: Sequence[ExportedObject], saved: Sequence[str]) -> list[tuple[ExportedObject, str]]:
    return [(one, saved[place] if place < len(saved) else "") for place, one in enumerate(objects)]


def _record(one: ExportedObject, saved: str) -> dict[str, object]:
    record: dict[str, object] = {
        "packet": None if one.row is None else one.row + 1,
        "protocol": one.protocol,
        "host": one.host,
        "type": one.type,
        "size": one.size,
        "name": one.name,
    }
    return {**record, "saved": saved} if saved else record
