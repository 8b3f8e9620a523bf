"""Objects saved by a thread: how far it is, how it ends, and which folders can be named."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import BinaryIO, cast

from textual.message import Message

from dissectors.deep.objects.object_export import ExportedObject, ObjectExport
from tui.object_saving import ObjectsSaved, ObjectsSaving, problem_with_folder

OBJECTS = [ExportedObject("http", row, "", "", 1, "a.html", Path()) for row in range(3)]


class Having:
    """Has the bytes of objects; the second one is handed out when it may be."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.may_go_on = threading.Event()
        self.count = 0

    def open(self, one: ExportedObject) -> BinaryIO:
        self.count += 1
        if self.count == 2:
            self.asked.set()
            self.may_go_on.wait()
        return io.BytesIO(b"x")


def saving(folder: Path) -> tuple[ObjectsSaving, Having, list[Message]]:
    having, posted = Having(), list[Message]()
    export = cast("ObjectExport", having)
    return ObjectsSaving(export, OBJECTS, folder, lambda message: posted.append(message) is None), having, posted


def told(posted: list[Message]) -> tuple[int, str, bool]:
    (message,) = posted
    assert isinstance(message, ObjectsSaved)
    return message.count, message.sentence, message.is_failure


def test_all_are_saved_and_told(tmp_path: Path) -> None:
    work, having, posted = saving(tmp_path)
    work.start()
    having.asked.wait()
    assert (work.done, work.total) == (1, 3)
    having.may_go_on.set()
    work._thread.join()
    assert told(posted) == (3, f"3 objects saved in {tmp_path}", False)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["a-2.html", "a-3.html", "a.html"]


def test_what_is_whole_stays_where_it_is_stopped(tmp_path: Path) -> None:
    work, having, posted = saving(tmp_path)
    work.start()
    having.asked.wait()
    stopper = threading.Thread(target=work.stop)
    stopper.start()
    work._stopped.wait()
    having.may_go_on.set()
    stopper.join()
    assert told(posted) == (1, f"saving was stopped: 1 object saved in {tmp_path}", False)
    assert [found.name for found in tmp_path.iterdir()] == ["a.html"]


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    work, _, posted = saving(tmp_path / "file")
    work.start()
    work._thread.join()
    assert told(posted) == (0, f"{tmp_path / 'file'}: objects cannot be saved there: it is no folder", True)


def test_which_folders_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert problem_with_folder(str(tmp_path)) == ""
    assert problem_with_folder(str(tmp_path / "new")) == ""
    assert problem_with_folder(str(tmp_path / "file")) == "that is no folder"
    assert problem_with_folder(str(tmp_path / "link")) == "that is no folder"
    assert problem_with_folder(str(tmp_path / "no" / "such")) == f"there is no folder {tmp_path / 'no'}"
    assert "too long" in problem_with_folder("a" * 300)
