"""Dissections of conversations made for tests, with what other packets tell about each."""

from __future__ import annotations

from pathlib import Path

from dissectors.dissect import Dissection
from tests.dissectors.streams.talk import Talk


def dissections(talk: Talk, folder: Path) -> list[Dissection]:
    table = talk.table(folder)
    table.analyse(len(table))
    return [table.dissection(row) for row in range(len(table))]


def told(dissection: Dissection, *names: str) -> list[object]:
    return [field.value for name in names for field in dissection.find(name)]
