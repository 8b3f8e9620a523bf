"""`remora conversations`: who talked to whom in a capture file, by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dissectors.streams.tables.kinds import KINDS, WITH_STREAMS, Kind
from tui.commands.decoding_options import decoding_options
from tui.decoding import Decoding, command_choices, native_registry
from tui.exit_status import status_of_input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.streams.tables.conversation_analysis import ConversationAnalysis
    from dissectors.streams.tables.conversation_counts import ConversationCounts
    from dissectors.streams.tables.conversations import Conversations
    from tui.rows import Packets


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    help="Only conversations of this kind; repeatable. Without it all kinds that there are.",
)
@click.option("-Y", "display_filter", metavar="FILTER", help="Only packets that match this display filter.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array with an object a conversation.")
@decoding_options
def command(file: str, kinds: tuple[Kind, ...], display_filter: str | None, as_json: bool, decoding: Decoding) -> int:
    """List the conversations of a capture FILE, or of standard input for "-": packets, bytes, times and rates."""
    from dissectors.streams.tables.conversation_analysis import ConversationAnalysis
    from dissectors.streams.tables.conversation_counts import ConversationCounts
    from dissectors.streams.tables.conversation_processes import tell_processes
    from dissectors.streams.tables.conversation_verdicts import judge_conversations
    from tui.printing.conversations import json_text, text_lines
    from tui.printing.output import Output
    from tui.rows import open_packets, title

    choices = command_choices(decoding)
    with open_packets(file, native_registry(choices)) as packets:
        counts = ConversationCounts(packets.table.index, kinds or KINDS)
        analysis = ConversationAnalysis(packets.table.index) if "tcp" in (kinds or KINDS) else None
        _count(packets, [counts] if analysis is None else [counts, analysis], display_filter, choices)
        tables = {table.kind: table for table in _tables(counts, kinds)}
        if analysis is not None and "tcp" in tables:
            tables["tcp"] = analysis.told(tables["tcp"])
        if not tables.keys().isdisjoint(WITH_STREAMS):
            tables = judge_conversations(packets.table.index, tables, len(packets.table))
            packets.table.join_processes()
            tables = tell_processes(packets.table.index, tables)
        output = Output.standard()
        if as_json:
            for text in json_text(tables.values()):
                output.write(text)
        else:
            left_out: dict[str, None] = {}
            for number, table in enumerate(tables.values()):
                if number:
                    output.line("")
                for line in text_lines(table, output.room, left_out):
                    output.line(line)
            output.tell_left_out(left_out, "--json")
            if not tables:
                output.line("There are no conversations.")
        output.flush()
        notice = packets.capture.notice
    return status_of_input(title(file), notice)


def _count(
    packets: Packets,
    counts: Sequence[ConversationCounts | ConversationAnalysis],
    display_filter: str | None,
    choices: DeepChoices,
) -> None:
    """Count all packets, or those of a filter, as they come. Raises FilterError and CaptureFileError."""
    if display_filter is None:
        for batch in packets.batches():
            for one in counts:
                one.extend(batch.stop)
        return
    from dissectors.deep.filters.any_filter import any_filter

    for rows in packets.matching(any_filter(display_filter, choices)):
        for one in counts:
            one.add(rows)


def _tables(counts: ConversationCounts, asked: Sequence[Kind]) -> list[Conversations]:
    """Those asked for; else all that have anything in them."""
    if asked:
        return [counts.table(kind) for kind in dict.fromkeys(asked)]
    return [table for table in map(counts.table, KINDS) if len(table)]
