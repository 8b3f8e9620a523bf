"""The objects screen: what HTTP, SMB, TFTP, FTP, mail and DICOM carried, to be saved; Enter leads to the packet.

tshark finds them behind the screen and keeps them in a private folder, which goes when the screen does.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from dissectors.errors import RemoraError
from tui import wording
from tui.completion import as_path
from tui.keys import bindings
from tui.object_rows import ObjectRows
from tui.object_saving import ObjectsSaved, ObjectsSaving, problem_with_folder
from tui.panes.footer import KeyFooter
from tui.panes.objects_bar import ObjectsBar, ObjectsShown
from tui.panes.table import Table
from tui.screens.dialogs import InputDialog
from tui.screens.every_screen import EveryScreen

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.objects.object_export import ExportedObject, ObjectExport
    from dissectors.packets.table import PacketTable
    from tui.screens.packets import PacketsScreen

SECONDS_BETWEEN_LOOKS = 0.1
NONE = ("tshark finds no objects of HTTP, SMB, TFTP, FTP, mail or DICOM in these packets.",)
NONE_ENCRYPTED = "What TLS carries it sees with keys: --keylog FILE."


class ObjectsScreen(EveryScreen, Screen[int | None]):
    """Ends with the row of a packet to go to, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("objects")]
    AUTO_FOCUS = "#objects"
    HELP_PLACES = ("objects", "table", "panes")

    def __init__(self, table: PacketTable, choices: DeepChoices) -> None:
        super().__init__()
        self.packets = table
        self.rows = ObjectRows()
        self.saving: ObjectsSaving | None = None
        self._choices = choices
        self._export: ObjectExport | None = None
        self._looking: asyncio.Task[None] | None = None
        self.is_reading = False
        """tshark is at work."""
        self._part = 0.0
        self._looked_at = 0
        """Rows of the capture."""

    def compose(self) -> ComposeResult:
        yield ObjectsBar(id="top")
        yield Table(self.rows, id="objects")
        yield KeyFooter(self._remora.keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(KeyFooter).show("objects")
        self.set_interval(SECONDS_BETWEEN_LOOKS, self.tell)
        self.action_read_again()

    async def on_unmount(self) -> None:
        """Nothing of it stays, neither tshark nor what it wrote."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        if self.saving is not None:
            await asyncio.to_thread(self.saving.stop)
        if self._export is not None:
            self._export.close()

    @property
    def table(self) -> Table:
        return self.query_one(Table)

    # Finding them.

    def action_read_again(self) -> None:
        """Look at all packets that there are by now."""
        if not self.is_reading and self.saving is None:
            self.is_reading = True
            self._looking = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        from dissectors.deep.objects.object_export import ObjectExport
        from dissectors.deep.tshark.program import find_tshark

        self._part, self._looked_at = 0.0, len(self.packets)
        self._show((), ("Looking for objects …",))
        try:
            tshark = await asyncio.to_thread(find_tshark, self._choices.tshark_path)
            if self._export is not None:
                self._export.close()
            self._export = ObjectExport(tshark, self._choices)
            await self._export.run(self.packets, range(self._looked_at), self._progress)
            self._end(self._export.objects, (*NONE, NONE_ENCRYPTED))
            if self._export.notice:
                self._remora.tell(wording.sentence(self._export.notice), "warning")
        except asyncio.CancelledError:
            self._end((), ("Stopped. r looks again.",))
            raise
        except (RemoraError, OSError) as error:
            self._end((), (str(error), "r looks again."))
            if self.is_attached:
                self._remora.tell(str(error), "error")
        finally:
            self.is_reading = False

    def _end(self, objects: tuple[ExportedObject, ...], empty_lines: tuple[str, ...]) -> None:
        self.is_reading = False
        self._show(objects, empty_lines)

    def _progress(self, part: float) -> None:
        self._part = part

    def _show(self, objects: tuple[ExportedObject, ...], empty_lines: tuple[str, ...]) -> None:
        if not self.is_attached:
            return
        self.rows.show(objects)
        self.table.empty_lines = empty_lines
        self.table.columns_changed()
        self.table.rows_changed(0)
        self.tell()

    def tell(self) -> None:
        """Show in the top line how far it all is."""
        rows, saving = self.rows, self.saving
        progress = self._part if self.is_reading else None
        chosen = sum(rows.objects[row].size for row in rows.chosen) if rows.chosen else 0
        size = sum(one.size for one in rows.objects)
        saved = (saving.done, saving.total) if saving is not None else None
        self.query_one(ObjectsBar).show(
            ObjectsShown(len(rows.objects), size, len(rows.chosen), chosen, progress, saved, self._looked_at)
        )

    # Choosing.

    def action_choose(self) -> None:
        """To the packet of the object under the cursor."""
        if not self.rows.objects:
            return
        row = self.rows.objects[self.table.cursor].row
        if row is None:
            self._remora.tell("It is not known with which packet this object came.")
        else:
            self.dismiss(row)

    def action_choose_object(self) -> None:
        """Choose the object under the cursor to be saved, or not; the cursor goes on."""
        if self.rows.objects:
            self.rows.chosen ^= {self.table.cursor}
            self.table.refresh()
            self.table.move_cursor(self.table.cursor + 1)
            self.tell()

    def action_choose_all(self) -> None:
        """Choose all of them, or none."""
        everything = set(range(len(self.rows.objects)))
        self.rows.chosen = set() if self.rows.chosen == everything else everything
        self.table.refresh()
        self.tell()

    # Saving.

    def action_save(self) -> None:
        """Those chosen, or all, in a folder that the user names."""
        wanted = self.rows.wanted()
        if not wanted or self.saving is not None:
            return
        which = "" if self.rows.chosen else "all "
        title = f"Save {which}{wording.counted(len(wanted), 'object')}, {wording.size(sum(one.size for one in wanted))}"

        def chosen(name: str | None) -> None:
            if name is not None and self._export is not None:
                self.saving = ObjectsSaving(self._export, wanted, as_path(name), self.post_message)
                self.saving.start()
                self.tell()

        self._remora.push_screen(
            InputDialog(title, "a folder, which may be new", problem_with_folder, "objects"), chosen
        )

    @on(ObjectsSaved)
    def _saved(self, message: ObjectsSaved) -> None:
        self.saving = None
        self._remora.tell(wording.sentence(message.sentence), "error" if message.is_failure else "information")
        self.tell()

    # Leaving.

    def action_back(self) -> None:
        """Innermost first: saving, looking for objects, the screen."""
        if self.saving is not None:
            self.saving.give_up()
        elif self.is_reading and self._looking is not None:
            self._looking.cancel()
        else:
            self.dismiss(None)

    def action_packets(self) -> None:
        self.dismiss(None)

    def action_sockets(self) -> None:
        """From screen to screen, by way of the packets."""
        packets = cast("PacketsScreen", self._remora.screen_stack[-2])
        self.dismiss(None)
        packets.call_later(packets.action_sockets)
