from __future__ import annotations

from pathlib import Path

from dissectors.processes.attributions import Attributions
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.tui.capture.test_destination import opened
from tui.capture.destination import Destination
from tui.capture.kept_processes import NAME, keep, read
from tui.capture.pcap_output import RECORD, file_header
from tui.capture.temporary import recovered
from tui.opened import open_leftover

CURL = found("curl", 7, command=("curl", "-v"), user="alice")
NGINX = found("nginx", 9, local=SERVER, remote=CLIENT, how="listener")


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    keep(tmp_path, Attributions([CURL, NGINX]))
    assert read(tmp_path) == [CURL, NGINX]
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_where_nothing_was_kept_nothing_is_known(tmp_path: Path) -> None:
    assert read(tmp_path) == []
    (tmp_path / NAME).write_bytes(b"\x0a\x0d\x0d\x0a and no more")
    assert read(tmp_path) == []
    keep(tmp_path / "missing", Attributions([CURL]))


def test_a_capture_that_is_kept_tells_of_its_processes_when_it_is_opened(tmp_path: Path) -> None:
    destination = Destination(None, tmp_path)
    destination.attributions = Attributions([CURL])
    path = opened(destination)
    path.write_bytes(file_header(1, 1000) + RECORD.pack(1, 5, 4, 4) + b"data")
    destination.keep()
    (leftover,) = recovered(tmp_path)
    assert leftover.files == (path,)
    assert list(open_leftover(leftover).table.attributions.since(0)) == [CURL]
