"""Objects taken out of captures: what they are, where they came from, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.objects import object_export, object_names
from dissectors.deep.objects.object_export import ExportedObject, ObjectExport, ObjectProtocol, TooManyObjects
from dissectors.deep.tshark.program import Tshark, find_tshark
from dissectors.packets.table import PacketTable
from tests.dissectors.deep.left_behind import nothing_runs
from tests.dissectors.deep.talks import Said, table_of, tcp_frames
from tests.dissectors.streams.test_datagrams import datagram


def page(path: str, body: bytes, kind: str = "text/html", host: str = "example.org") -> Said:
    return (
        (0, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()),
        (1, f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body),
    )


PAGES = (*page("/", b"home"), *page("/a.js?v=1", b"code();", "text/javascript"), *page("/", b"home again"))

MAIL = b"From: a@example.org\r\nSubject: Hello\r\nContent-Type: text/plain\r\n\r\nHow are you?\r\n"


def tftp_frames() -> list[bytes]:
    client, server, transfer = ("10.0.0.2", 40000), ("10.0.0.1", 69), ("10.0.0.1", 50000)
    blocks = [b"x" * 512, b"the end"]
    frames = [datagram(client, server, b"\x00\x01boot.img\x00octet\x00")]
    for number, block in enumerate(blocks, 1):
        frames.append(datagram(transfer, client, struct.pack("!HH", 3, number) + block))
        frames.append(datagram(client, transfer, struct.pack("!HH", 4, number)))
    return frames


def smtp_frames() -> list[bytes]:
    said: Said = (
        (1, b"220 mail.example.org\r\n"), (0, b"HELO a\r\n"),
        (1, b"250 hello\r\n"), (0, b"MAIL FROM:<a@example.org>\r\n"),
        (1, b"250 ok\r\n"), (0, b"RCPT TO:<b@example.org>\r\n"), (1, b"250 ok\r\n"), (0, b"DATA\r\n"),
        (1, b"354 go on\r\n"), (0, MAIL), (0, b".\r\n"), (1, b"250 ok\r\n"), (0, b"QUIT\r\n"), (1, b"221 bye\r\n"),
    )  # fmt: skip
    return tcp_frames(said, ("10.0.0.1", 25))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: folder)
    return folder


@pytest.fixture
def tshark(require_tool: Callable[[str], str], cache: Path) -> Tshark:
    return find_tshark(require_tool("tshark"))


def exported(
    tshark: Tshark, table: PacketTable, *protocols: ObjectProtocol
) -> tuple[list[ExportedObject], list[bytes], list[float]]:
    """The objects, their bytes, and what was told meanwhile."""
    export, told = ObjectExport(tshark, DeepChoices(), protocols), list[float]()
    try:
        asyncio.run(export.run(table, range(len(table)), told.append))
        return list(export.objects), [export.open(one).read() for one in export.objects], told
    finally:
        export.close()


def test_pages_with_their_packets_hosts_and_types(tmp_path: Path, tshark: Tshark, cache: Path) -> None:
    found, data, told = exported(tshark, table_of(tcp_frames(PAGES), tmp_path))
    assert [(one.protocol, one.row, one.host, one.type, one.size, one.name) for one in found] == [
        ("http", 3, "example.org", "text/html", 4, "/"),
        ("http", 5, "example.org", "text/javascript", 7, "a.js?v=1"),
        ("http", 7, "example.org", "text/html", 10, "/"),
    ]
    assert data == [b"home", b"code();", b"home again"]
    assert told[-1] == 1.0
    assert not list(cache.glob("remora-objects-*"))
    assert nothing_runs(str(cache))


@pytest.mark.parametrize(("frames", "protocol", "name", "row", "data"), [
    (smtp_frames(), "imf", "Hello.eml", 12, MAIL),
    (tftp_frames(), "tftp", "boot.img", 0, b"x" * 512 + b"the end"),
])  # fmt: skip
def test_mail_and_tftp(
    tmp_path: Path, tshark: Tshark, frames: list[bytes], protocol: str, name: str, row: int, data: bytes
) -> None:
    found, contents, _ = exported(tshark, table_of(frames, tmp_path))
    assert [(one.protocol, one.name, one.row) for one in found] == [(protocol, name, row)]
    assert contents == [data]


def test_only_what_was_asked_for(tmp_path: Path, tshark: Tshark) -> None:
    frames = [*tcp_frames(PAGES), *tftp_frames()]
    found, _, _ = exported(tshark, table_of(frames, tmp_path), "tftp")
    assert [one.name for one in found] == ["boot.img"]


def test_only_the_rows_that_were_given_and_their_own_numbers(tmp_path: Path, tshark: Tshark) -> None:
    other = [datagram(("10.0.0.9", 9), ("10.0.0.8", 8), b"x")] * 4
    table = table_of([*other, *tcp_frames(PAGES)], tmp_path)
    export = ObjectExport(tshark, DeepChoices())
    try:
        asyncio.run(export.run(table, range(4, 10)))
        assert [(one.name, one.row) for one in export.objects] == [("/", 7), ("a.js?v=1", 9)]
    finally:
        export.close()


def test_names_of_strangers_do_not_leave_the_folder(tmp_path: Path, tshark: Tshark, cache: Path) -> None:
    said = (*page("/..%2f..%2fx/../../..\\..\\evil", b"1"), *page("/a\x01b", b"2"), *page("/" + "n" * 600, b"3"))
    found, data, _ = exported(tshark, table_of(tcp_frames(said), tmp_path))
    assert sorted(data) == [b"1", b"2", b"3"]
    assert all(one.file.parent.parent.parent == cache for one in found)
    assert not list(tmp_path.rglob("evil"))


def test_too_many_are_refused_and_nothing_is_left(
    tmp_path: Path, tshark: Tshark, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_export, "MOST_OBJECTS", 2)
    with pytest.raises(TooManyObjects, match=r"more than 2 files or .* ask for one protocol"):
        exported(tshark, table_of(tcp_frames(PAGES), tmp_path))
    assert not list(cache.glob("remora-objects-*"))


def test_of_one_name_only_so_many_are_taken_and_that_is_said(
    tmp_path: Path, tshark: Tshark, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (object_export, object_names):
        monkeypatch.setattr(module, "MOST_OF_ONE_NAME", 2)
    monkeypatch.setattr(object_export, "_LAST_OF_A_NAME", "(1)")
    table = table_of(tcp_frames([part for number in range(3) for part in page("/a", b"%d" % number)]), tmp_path)
    export = ObjectExport(tshark, DeepChoices())
    try:
        asyncio.run(export.run(table, range(len(table))))
        assert [(one.row, export.open(one).read()) for one in export.objects] == [(3, b"0"), (7, b"2")]
        assert export.notice == "there may be more: of one name only 2 objects are taken"
    finally:
        export.close()


def test_an_export_that_is_stopped_leaves_no_tshark(tmp_path: Path, tshark: Tshark, cache: Path) -> None:
    table = table_of(tcp_frames(PAGES), tmp_path)

    async def stop() -> None:
        export = ObjectExport(tshark, DeepChoices())
        running = asyncio.ensure_future(export.run(table, range(len(table))))
        await asyncio.sleep(0.02)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        export.close()

    asyncio.run(stop())
    assert nothing_runs(str(cache))
    assert not list(cache.glob("remora-objects-*"))


def test_fields_that_an_old_tshark_does_not_know_cost_only_what_they_tell(
    tmp_path: Path, tshark: Tshark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_export, "FIELDS", ("no.such.field",))
    found, data, _ = exported(Tshark(tshark.path, (3, 2, 0)), table_of(tcp_frames(PAGES), tmp_path))
    assert sorted(data) == [b"code();", b"home", b"home again"]
    assert [one.row for one in found] == [None, None, None]


def test_a_link_in_the_place_of_a_file_is_not_opened(tmp_path: Path, tshark: Tshark) -> None:
    export = ObjectExport(tshark, DeepChoices())
    try:
        secret = tmp_path / "secret"
        secret.write_text("mine")
        link = tmp_path / "link"
        link.symlink_to(secret)
        with pytest.raises(OSError, match="link"):
            export.open(ExportedObject("http", 0, "", "", 4, "x", link))
        with pytest.raises(OSError, match="x is no file"):
            export.open(ExportedObject("http", 0, "", "", 4, "x", tmp_path))
    finally:
        export.close()
