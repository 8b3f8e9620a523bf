"""The house's rules that a machine can check."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

SOURCES = sorted(
    path
    for package in ("dissectors", "tui")
    for path in (PROJECT / package).rglob("*.py")
    if "__pycache__" not in path.parts
)
MIRRORED = [path for path in SOURCES if path.name not in ("__init__.py", "__main__.py") and path.parent.name != "names"]
LONGEST = 500


def relative(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@pytest.mark.parametrize("path", MIRRORED, ids=relative)
def test_every_module_has_its_test(path: Path) -> None:
    inside = path.relative_to(PROJECT)
    assert (PROJECT / "tests" / inside.parent / f"test_{path.stem}.py").exists()


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree)
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_dissectors_know_nothing_of_terminals() -> None:
    code = (
        "import sys, pkgutil, importlib, dissectors\n"
        "for m in pkgutil.walk_packages(dissectors.__path__, 'dissectors.'): importlib.import_module(m.name)\n"
        "print(sorted(n for n in sys.modules if n.split('.')[0] in ('tui', 'textual', 'rich')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, "[]"), ran.stderr


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_is_given_without_heavy_imports(argument: str) -> None:
    code = (
        "import sys\nfrom tui.__main__ import main\n"
        f"sys.argv = ['remora', {argument!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "heavy = {'textual', 'numpy', 'pyshark', 'rich'} & {n.split('.')[0] for n in sys.modules}\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=False)
    assert (ran.returncode, ran.stderr.strip()) == (0, "[]")


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    ids=["ruff check", "ruff format", "mypy"],
)
@pytest.mark.timeout(400)
def test_tools_find_nothing(command: list[str]) -> None:
    if command == ["mypy"] and not (PROJECT / ".mypy_cache").is_dir():
        # Where it was never run before, as in a fresh clone, a fifth of its time would go into what it keeps.
        command = [*command, "--cache-dir", os.devnull]
    ran = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=PROJECT, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
