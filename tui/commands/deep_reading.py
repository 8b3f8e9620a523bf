"""`remora read --deep`: rows go to tshark as they are chosen, and are printed as it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tui.exit_status import CommandError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.tshark.field_table import FieldTable
    from tui.printing.output import Output
    from tui.printing.printers import Format
    from tui.rows import Packets

    Rows = NDArray[np.int64]

COLUMN_PREFIX = "_ws.col."
SECONDS_A_STEP = 0.1
MOST_COMPARED = 2000
"""Fields of a protocol among which a similar name is looked for."""


def deep_printing(
    form: Format, packets: Packets, choices: DeepChoices, output: Output
) -> Callable[[Iterator[Rows]], Iterator[Rows]]:
    """The function that prints rows as they come, and hands them on. What comes before the first is printed here.

    Raises CommandError, DeepError.
    """
    from dissectors.deep.tshark.answers_in_order import AnswersInOrder
    from dissectors.deep.tshark.field_cache import load_field_table
    from dissectors.deep.tshark.program import find_tshark
    from tui.printing.deep_printer import DeepPrinter

    tshark = find_tshark(choices.tshark_path)
    fields = load_field_table(tshark)
    check_deep_fields(form.fields, fields, tshark.name)
    printer = DeepPrinter(form, packets.table, tshark.name, fields, output)

    def printed(found: Iterator[Rows]) -> Iterator[Rows]:
        answers = AnswersInOrder(packets.table, tshark, choices, printer.questions)

        def step() -> None:
            for row, told in answers.step(SECONDS_A_STEP):
                printer.print(row, told)
            if packets.is_live:
                output.flush()

        try:
            for rows in found:
                answers.want(rows)
                yield rows
                while not answers.is_fed or (packets.is_live and answers.is_behind):
                    step()
            answers.finish()
            while answers.has_begun and not answers.is_over:
                step()
        finally:
            answers.close()

    return printed


def check_deep_fields(names: Sequence[str], fields: FieldTable, tshark: str) -> None:
    """Raise CommandError for the first name that is no field of tshark's."""
    for name in names:
        if name.startswith(COLUMN_PREFIX) or name in fields:
            continue
        near = [one.name for one in fields.starting_with(f"{name.partition('.')[0]}.", MOST_COMPARED)]
        likely = get_close_matches(name, near, 3, 0.7)
        hint = f"; did you mean {' or '.join(likely)}?" if likely else ""
        raise CommandError(f"-e {name}: {tshark} has no field of that name{hint}")
