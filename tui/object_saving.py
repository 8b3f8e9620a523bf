"""Objects saved behind the screen: a thread writes the files, the screen asks how far it is and is told the end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from dissectors.deep.objects.object_saving import save_objects
from dissectors.errors import RemoraError
from tui import wording
from tui.completion import as_path
from tui.loading import Post

if TYPE_CHECKING:
    from dissectors.deep.objects.object_export import ExportedObject, ObjectExport


def problem_with_folder(text: str) -> str:
    """Why objects cannot be saved in a folder of that name; empty if they can."""
    path = as_path(text)
    try:
        if path.is_dir():
            return ""
        if path.exists() or path.is_symlink():
            return "that is no folder"
        return "" if path.parent.is_dir() else f"there is no folder {path.parent}"
    except (OSError, ValueError) as error:
        return str(error)


class ObjectsSaved(Message):
    """Objects were saved, all or some; a sentence."""

    def __init__(self, count: int, sentence: str, *, is_failure: bool) -> None:
        super().__init__()
        self.count = count
        self.sentence = sentence
        self.is_failure = is_failure


class ObjectsSaving:
    """Saves once."""

    def __init__(self, export: ObjectExport, objects: Sequence[ExportedObject], folder: Path, post: Post) -> None:
        """`post` is called from its thread, in the end and once."""
        self.total = len(objects)
        self.done = 0
        """Objects so far."""
        self._export, self._objects, self._folder, self._post = export, objects, folder, post
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="save objects", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def give_up(self) -> None:
        """It ends soon, and tells so; what is whole stays."""
        self._stopped.set()

    def stop(self) -> None:
        """The same; when it returns, nothing is written any more."""
        self.give_up()
        self._thread.join()

    def _tell(self, count: int) -> None:
        self.done = count

    def _run(self) -> None:
        try:
            names = save_objects(self._export, self._objects, self._folder, self._tell, self._stopped.is_set)
        except (RemoraError, OSError) as error:
            self._post(ObjectsSaved(self.done, str(error), is_failure=True))
            return
        count = wording.counted(len(names), "object")
        words = "saving was stopped: " if self._stopped.is_set() else ""
        self._post(ObjectsSaved(len(names), f"{words}{count} saved in {self._folder}", is_failure=False))
