"""A folder that nothing is left of, not even of those that a killed program had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from dissectors.deep.objects.private_folder import PrivateFolder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / name)
    return tmp_path / "remora"


def test_it_is_ours_alone_and_goes_with_all_that_is_in_it(cache: Path) -> None:
    folder = PrivateFolder()
    assert folder.path.parent == cache
    assert folder.path.stat().st_mode & 0o777 == 0o700
    (folder.path / "http").mkdir()
    (folder.path / "http" / "page").write_text("x")
    folder.remove()
    folder.remove()
    assert list(cache.iterdir()) == []


def test_what_a_program_that_ended_left_behind_is_removed(cache: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    left = cache / f"remora-objects-{ended.stdout.decode().strip()}-abc"
    for folder in (left, cache / f"remora-objects-{os.getpid()}-abc", cache / "remora-objects-x-abc"):
        folder.mkdir(parents=True)
    (left / "page").write_text("x")
    made = PrivateFolder()
    try:
        assert sorted(found.name for found in cache.iterdir()) == sorted(
            [made.path.name, f"remora-objects-{os.getpid()}-abc", "remora-objects-x-abc"]
        )
    finally:
        made.remove()


def test_a_link_in_its_place_is_not_followed(cache: Path, tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    (tmp_path / "mine").mkdir()
    cache.mkdir()
    (cache / f"remora-objects-{ended.stdout.decode().strip()}-abc").symlink_to(tmp_path / "mine")
    PrivateFolder().remove()
    assert (tmp_path / "mine").is_dir()


def test_it_goes_when_the_program_ends_without_a_word(cache: Path) -> None:
    program = (
        "import platformdirs, pathlib; "
        f"platformdirs.user_cache_path = lambda name: pathlib.Path({str(cache)!r}); "
        "from dissectors.deep.objects.private_folder import PrivateFolder; "
        "print(PrivateFolder().path); raise SystemExit(3)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 3
    assert not Path(done.stdout.decode().strip()).exists()
