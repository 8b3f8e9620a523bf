"""Objects saved in a folder: never over what is there, never outside it, and nothing half done."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from dissectors.deep.objects.object_export import ExportedObject, ObjectExport
from dissectors.deep.objects.object_saving import CannotSave, save_objects, saved_name


class Having:
    """Has the bytes of objects by their names."""

    def __init__(self) -> None:
        self.opened: list[BinaryIO] = []

    def open(self, one: ExportedObject) -> BinaryIO:
        if one.name == "gone":
            raise FileNotFoundError("gone")
        file = io.BytesIO(f"{one.host}:{one.name}".encode())
        self.opened.append(file)
        return file


def made(*names: str, protocol: str = "http") -> list[ExportedObject]:
    return [
        ExportedObject("http" if protocol == "http" else "smb", row, str(row), "", 1, name, Path())
        for row, name in enumerate(names)
    ]


def save(objects: list[ExportedObject], folder: Path) -> list[str]:
    return save_objects(cast("ObjectExport", Having()), objects, folder)


def test_they_are_in_a_new_folder_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "objects"
    assert save(made("a.html", "b?x=1"), folder) == ["a.html", "b"]
    assert (folder / "a.html").read_bytes() == b"0:a.html"
    assert (folder / "b").stat().st_mode & 0o777 == 0o600


def test_those_of_one_name_are_numbered_and_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "A.html").write_text("mine")
    (tmp_path / "a-2.html").write_text("mine too")
    assert save(made("a.html", "A.html", "a.html"), tmp_path) == ["a.html", "A-2.html", "a-3.html"]
    assert (tmp_path / "A.html").read_text() == "mine"
    assert (tmp_path / "a-2.html").read_text() == "mine too"


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "..\\evil", "evil"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "objects"
    assert save(made(name, protocol="smb"), folder) == ["evil"]
    assert [found.name for found in tmp_path.iterdir()] == ["objects"]


def test_links_in_the_folder_are_neither_followed_nor_replaced(tmp_path: Path) -> None:
    folder, outside = tmp_path / "objects", tmp_path / "outside"
    folder.mkdir()
    (folder / "a").symlink_to(outside)
    (folder / "b").symlink_to(tmp_path)
    assert save(made("a", "b"), folder) == ["a-2", "b-2"]
    assert not outside.exists()


def test_a_folder_that_is_moved_away_meanwhile_is_still_the_one(tmp_path: Path) -> None:
    folder, moved, outside = tmp_path / "objects", tmp_path / "moved", tmp_path / "outside"
    outside.mkdir()

    def swap(count: int) -> None:
        if count == 1:
            folder.rename(moved)
            folder.symlink_to(outside)

    save_objects(cast("ObjectExport", Having()), made("a", "b"), folder, swap)
    assert sorted(found.name for found in moved.iterdir()) == ["a", "b"]
    assert list(outside.iterdir()) == []


def test_where_nothing_can_be_saved_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotSave, match="file: objects cannot be saved there: it is no folder"):
        save(made("a"), tmp_path / "file")
    with pytest.raises(CannotSave, match="objects cannot be saved there: No such file"):
        save(made("a"), tmp_path / "no" / "such")


def test_what_cannot_be_read_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save(made("a", "gone"), tmp_path)
    assert [found.name for found in tmp_path.iterdir()] == ["a"]


def test_stopping_keeps_what_is_whole(tmp_path: Path) -> None:
    asked = iter([False, False, False, True, True])
    having = Having()
    names = save_objects(cast("ObjectExport", having), made("a", "b"), tmp_path, is_stopped=lambda: next(asked))
    assert names == ["a"]
    assert os.listdir(tmp_path) == ["a"]
    assert all(file.closed for file in having.opened)


def test_a_name_without_anything_in_it_is_the_packet_s_number(tmp_path: Path) -> None:
    assert [saved_name(one) for one in made("/", "?x", "a.js?v=2")] == ["object-1", "object-2", "a.js"]
    assert saved_name(ExportedObject("smb", None, "", "", 0, "", Path())) == "object"
