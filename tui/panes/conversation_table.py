"""The table of conversations: both endpoints always in sight, the columns of numbers moved through sideways."""

from __future__ import annotations

from tui.conversation_columns import WIDEST_END
from tui.conversation_rows import ConversationRows
from tui.panes.sideways_table import SidewaysTable


class ConversationTable(SidewaysTable):
    """Shows `ConversationRows`; what its own keys do, the screen does."""

    DEFAULT_CSS = "ConversationTable { height: 1fr; }"
    WIDEST_END = WIDEST_END

    def __init__(self, rows: ConversationRows, *, id: str | None = None) -> None:
        super().__init__(rows, id=id)
        self.rows = rows
