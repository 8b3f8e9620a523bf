"""Messages of DNS, HTTP and TLS in the packets that are meant: found step by step, and kept by protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dissectors.statistics.message_exchanges import MessageExchanges
from dissectors.statistics.message_survey import MessageSurvey

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.statistics.messages import Message, Spoken
    from tui.statistics.counted import CountedRows

Read = dict[MessageSurvey, int]
"""How many messages of each survey somebody has read."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """In how many packets messages were looked for."""

    examined: int
    total: int
    """Packets that have such a layer, as far as they have been found."""
    is_full: bool = False
    """No more messages are kept."""

    @property
    def is_whole(self) -> bool:
        return self.examined >= self.total


class Dissecting:
    """A survey for each set of protocols that is asked for together."""

    def __init__(self, table: PacketTable, rows: CountedRows) -> None:
        self._table = table
        self._rows = rows
        self._surveys: dict[frozenset[Spoken], MessageSurvey] = {}
        self._answered: dict[frozenset[Spoken], tuple[MessageExchanges, Read]] = {}

    def step(self, spoken: frozenset[Spoken], seconds: float) -> bool:
        """Look for messages of these, all in one go, for about so long; whether there is more to be looked at.

        Not with the index's turn. Raises CaptureFileError, and WorkerLost where a worker was ended.
        """
        survey = self._surveys.get(spoken)
        if survey is None:
            survey = self._surveys[spoken] = MessageSurvey(self._table, spoken, self._rows.rows)
        elif self._rows.rows is not None:
            survey.rows = self._rows.rows
        if not survey.is_done:
            survey.step(seconds)
        return not survey.is_done

    def messages(self, spoken: Iterable[Spoken]) -> list[Message]:
        """Those that were found so far, in the order of rows."""
        found = [
            one
            for survey, protocols in self._having(spoken)
            for one in survey.messages
            if one.told.protocol in protocols
        ]
        return sorted(found, key=lambda one: one.row)

    def answered(self, spoken: Iterable[Spoken]) -> MessageExchanges:
        """Which of these messages answer which; only those since the last time are looked at."""
        wanted = frozenset(spoken)
        pairs, read = self._answered.setdefault(wanted, (MessageExchanges(), {}))
        pairs.add(self.news(wanted, read))
        return pairs

    def news(self, spoken: Iterable[Spoken], read: Read) -> Iterator[Message]:
        """Those of the messages that were not in `read`, which then has them; of each protocol in the order of rows."""
        for survey, protocols in self._having(spoken):
            new = survey.messages[read.get(survey, 0) :]
            read[survey] = len(survey.messages)
            yield from (one for one in new if one.told.protocol in protocols)

    def coverage(self, spoken: Iterable[Spoken]) -> Coverage:
        """How far that is."""
        surveys = [survey for survey, _ in self._having(spoken)]
        examined, total = sum(one.examined for one in surveys), sum(one.total for one in surveys)
        return Coverage(examined, total, any(one.is_full for one in surveys))

    def close(self) -> None:
        """Let workers go."""
        for survey in self._surveys.values():
            survey.close()

    def _having(self, spoken: Iterable[Spoken]) -> Iterator[tuple[MessageSurvey, frozenset[Spoken]]]:
        """The surveys that look for these, each with those that it is asked about."""
        wanted = frozenset(spoken)
        for protocols, survey in self._surveys.items():
            if protocols & wanted:
                yield survey, protocols & wanted
                wanted -= protocols
