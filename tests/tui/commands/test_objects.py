"""`remora objects`: the list, the files, and what is said where there is nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from tests.conftest import SAMPLES
from tests.dissectors.deep.objects.test_object_export import PAGES, page
from tests.dissectors.deep.talks import tcp_frames
from tests.dissectors.streams.frames import capture_of
from tui import cli

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def cache(require_tool: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    require_tool("tshark")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def pages(tmp_path: Path) -> str:
    capture_of(tcp_frames(PAGES), tmp_path).close()
    return str(tmp_path / "made.pcap")


def objects(capfd: Output, *arguments: str, status: int = 0) -> tuple[str, str]:
    assert cli.run(["objects", *arguments]) == status
    found = capfd.readouterr()
    return found.out, found.err


def test_a_line_an_object(pages: str, capfd: Output, cache: Path) -> None:
    assert objects(capfd, pages)[0].splitlines() == [
        "No.  Protocol  Host         Type             Size  Name",
        "  4  HTTP      example.org  text/html         4 B  /",
        "  6  HTTP      example.org  text/javascript   7 B  a.js?v=1",
        "  8  HTTP      example.org  text/html        10 B  /",
    ]
    assert not list(cache.glob("remora-objects-*"))


def test_saved_and_told_with_the_names_of_the_files(pages: str, capfd: Output, tmp_path: Path) -> None:
    folder = tmp_path / "objects"
    out, err = objects(capfd, pages, "--save", str(folder))
    assert [line.split()[-1] for line in out.splitlines()[1:]] == ["object-4", "a.js", "object-8"]
    assert err == f"remora: 3 objects saved in {folder}\n"
    assert (folder / "a.js").read_bytes() == b"code();"


def test_as_json(pages: str, capfd: Output, tmp_path: Path) -> None:
    out, _ = objects(capfd, pages, "--json", "--save", str(tmp_path / "objects"))
    assert json.loads(out)[1] == {
        "packet": 6, "protocol": "http", "host": "example.org", "type": "text/javascript", "size": 7,
        "name": "a.js?v=1", "saved": "a.js",
    }  # fmt: skip


def test_names_of_strangers_do_not_reach_the_terminal_as_they_are(tmp_path: Path, capfd: Output) -> None:
    capture_of(tcp_frames(page("/\x1b]0;x\x07[31m", b"x", "a/\x1b[2J")), tmp_path).close()
    out, _ = objects(capfd, str(tmp_path / "made.pcap"))
    assert len(out.splitlines()) == 2
    assert "\x1b" not in out


@pytest.mark.parametrize(("arguments", "said"), [
    ([], "There are no objects.\n"), (["--json"], "[]\n"), (["--protocol", "tftp"], "There are no objects.\n"),
])  # fmt: skip
def test_where_there_are_none(arguments: list[str], said: str, capfd: Output, tmp_path: Path) -> None:
    folder = tmp_path / "objects"
    assert objects(capfd, str(SAMPLES / "hello.pcapng"), *arguments, "--save", str(folder)) == (said, "")
    assert not folder.exists()


def test_where_they_cannot_be_saved_it_is_said(pages: str, capfd: Output) -> None:
    _, err = objects(capfd, pages, "--save", pages, status=2)
    assert err == f"remora: {pages}: objects cannot be saved there: it is no folder\n"


def test_without_tshark_one_line_says_what_to_install(
    pages: str, capfd: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert objects(capfd, pages, status=2)[1].startswith("remora: there is no tshark on this machine: install it")
