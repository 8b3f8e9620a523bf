"""`remora diagnose`: what is wrong in a capture file: patterns of attacks and faults, verdicts, expert items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.commands.decoding_options import decoding_options
from tui.decoding import Decoding, command_choices, native_registry
from tui.exit_status import DONE, INTERRUPTED, status_of_input

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.packets.diagnosis import Diagnosis
    from tui.rows import Packets

SURVEYED = 20_000
"""Packets that are dissected without --all: some ten seconds."""
SECONDS_A_STEP = 0.5


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file")
@click.option("-Y", "display_filter", metavar="FILTER", help="Only packets that match this display filter.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array: the capture, patterns, verdicts, items.")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=f"Dissect every packet; without it {SURVEYED:,} of a larger capture, spread over it.",
)
@decoding_options
def command(file: str, display_filter: str | None, as_json: bool, every: bool, decoding: Decoding) -> int:
    """Say what is wrong in a capture FILE, or in standard input for "-": floods, scans, forged packets, what became of
    conversations, what TCP's analysis marked and dissectors noticed, each with the packets that show it."""
    from dissectors.packets.diagnosis import Diagnosis
    from tui.printing.diagnosis import json_text, report_of, text_lines
    from tui.printing.output import Output
    from tui.rows import open_packets, title

    status = DONE
    choices = command_choices(decoding)
    with open_packets(file, native_registry(choices)) as packets:
        diagnosis = Diagnosis(packets.table)
        try:
            _take(packets, diagnosis, display_filter, choices)
            status = _survey(diagnosis, None if every else SURVEYED)
        finally:
            diagnosis.close()
        report = report_of(title(file), diagnosis)
        output = Output.standard()
        if as_json:
            for text in json_text(report):
                output.write(text)
        else:
            for line in text_lines(report, output.columns()):
                output.line(line)
        output.flush()
        notice = packets.capture.notice
    return status_of_input(title(file), notice, status)


def _take(packets: Packets, diagnosis: Diagnosis, display_filter: str | None, choices: DeepChoices) -> None:
    """Take in all packets, or those of a filter, as they come. Raises FilterError and CaptureFileError."""
    if display_filter is None:
        for batch in packets.batches():
            while diagnosis.extend(batch.stop):
                pass
        return
    from dissectors.deep.filters.any_filter import any_filter

    for rows in packets.matching(any_filter(display_filter, choices)):
        diagnosis.add(rows)


def _survey(diagnosis: Diagnosis, most: int | None) -> int:
    """Dissect packets; the exit status. An interruption ends it early, and what was found is printed."""
    survey = diagnosis.survey
    try:
        while not survey.is_done and (most is None or survey.examined < most):
            survey.step(SECONDS_A_STEP, most)
    except KeyboardInterrupt:
        return INTERRUPTED
    return DONE
