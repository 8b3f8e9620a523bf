from __future__ import annotations

from pathlib import Path

from tests.conftest import SAMPLES
from tui.samples import samples, samples_folder


def test_every_shipped_sample_is_told_about() -> None:
    assert samples_folder() == SAMPLES
    assert {sample.path.name for sample in samples()} == {path.name for path in SAMPLES.glob("*.pcapng")}
    assert all(10 < len(sample.shows) < 200 for sample in samples())


def test_a_sample_that_is_missing_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("| `a.pcapng` | made | a thing |\n| `b.pcapng` | made | another |\n")
    (tmp_path / "b.pcapng").touch()
    assert [(sample.path.name, sample.shows) for sample in samples(tmp_path)] == [("b.pcapng", "another")]


def test_a_folder_without_a_list_offers_nothing(tmp_path: Path) -> None:
    assert samples(tmp_path) == []
