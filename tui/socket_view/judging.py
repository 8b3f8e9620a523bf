"""What is said of a filter over sockets while it is being typed: what is wrong, what can come next."""

from __future__ import annotations

from dissectors.errors import RemoraError
from dissectors.fields import SPECS
from dissectors.filters.complete import Completion, Option, complete
from tui.judging import FilterProblem, problem_of
from tui.sockets.fields import FIELDS
from tui.sockets.filtering import compile_socket_filter


def socket_filter_problem(text: str) -> FilterProblem | None:
    """Why a text is no filter over sockets; None where it is one."""
    try:
        compile_socket_filter(text)
    except RemoraError as error:
        return problem_of(error)
    return None


def complete_socket_filter(text: str, cursor: int) -> Completion:
    """What can come next: as for packets, with the fields of sockets in place of theirs."""
    completion = complete(text, cursor)
    others = [option for option in completion.options if option.text not in SPECS]
    if len(others) == len(completion.options):
        return completion
    # Where fields of packets may stand, those of sockets may, all of them: the list of the others was cut.
    word = text[completion.start : cursor].lower()
    fields = [Option(name, field.spec.label) for name, field in FIELDS.items() if name.startswith(word)]
    return Completion(completion.start, completion.stop, (*fields, *others))
