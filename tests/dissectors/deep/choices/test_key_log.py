from __future__ import annotations

import os
import ssl
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors import PacketTable, open_capture
from dissectors.capture_file.writer import PcapngWriter
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.choices.key_log import MOST_BYTES, KeyLogError, key_log_state, read_key_log
from dissectors.deep.columns.psml import SummaryBatch
from dissectors.deep.columns.summary_stream import SummaryStream
from dissectors.deep.decoder import DeepDecoder
from dissectors.deep.tshark.program import find_tshark
from tests.dissectors.deep.tls_talk import tls_talk
from tests.dissectors.streams.frames import capture_of

RANDOM = b"5a" * 32
LINE = b"CLIENT_RANDOM " + RANDOM + b" " + b"c3" * 48 + b"\n"
SESSION = b"RSA Session-ID:" + b"01" * 32 + b" Master-Key:" + b"02" * 48 + b"\n"


def written(folder: Path, text: bytes) -> Path:
    file = folder / "keys.log"
    file.write_bytes(text)
    return file


def test_only_lines_with_secrets_are_taken(tmp_path: Path) -> None:
    text = b"# made by a browser\r\n" + LINE.replace(b"\n", b"\r\n") + b"\x1b]0;title\x07\n" + SESSION + b"\n"
    assert read_key_log(written(tmp_path, text)) == LINE + SESSION


@pytest.mark.parametrize("text", [b"", b"# nothing yet\n", b"\n  \n#x", LINE[:30], b"# a\nCLIENT"])
def test_a_log_without_secrets_yet_is_one(tmp_path: Path, text: bytes) -> None:
    assert read_key_log(written(tmp_path, text)) == b""


def test_a_line_still_being_written_waits(tmp_path: Path) -> None:
    file = written(tmp_path, LINE + LINE[:-20])
    assert read_key_log(file) == LINE
    file.write_bytes(LINE + LINE[:-1])
    assert read_key_log(file) == LINE + LINE


def test_a_log_is_read_anew_when_it_grew(tmp_path: Path) -> None:
    file = written(tmp_path, LINE)
    assert read_key_log(file) == LINE
    with file.open("ab") as log:
        log.write(SESSION)
    assert read_key_log(file) == LINE + SESSION


def test_what_is_no_key_log_is_told_with_its_name(tmp_path: Path) -> None:
    file = written(tmp_path, b"GIF89a and more\n")
    with pytest.raises(KeyLogError, match=r"keys\.log: no TLS key log"):
        read_key_log(file)


def test_no_file_a_folder_and_a_pipe_are_told(tmp_path: Path) -> None:
    with pytest.raises(KeyLogError, match=r"none: the TLS key log cannot be read: No such file"):
        read_key_log(tmp_path / "none")
    with pytest.raises(KeyLogError, match="not a file"):
        read_key_log(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(KeyLogError, match="not a file"):
        read_key_log(tmp_path / "pipe")


def test_a_log_that_is_too_large_is_refused_before_it_is_all_read(tmp_path: Path) -> None:
    file = written(tmp_path, LINE)
    os.truncate(file, MOST_BYTES + 1)
    with pytest.raises(KeyLogError, match="more than 64 MB"):
        read_key_log(file)


def test_the_state_of_a_log_is_another_when_it_changed(tmp_path: Path) -> None:
    choices = DeepChoices(key_logs=(tmp_path / "keys.log",))
    assert choices.key_log_states() == (None,)
    file = written(tmp_path, LINE)
    before = key_log_state(file)
    assert before is not None
    assert choices.key_log_states() == (before,)
    written(tmp_path, LINE + SESSION)
    assert choices.key_log_states() != (before,)


VERSIONS = pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=str)


async def last_row(table: PacketTable, choices: DeepChoices) -> list[str]:
    """The layers of the last packet as tshark decodes it."""
    decoder = DeepDecoder(table, choices, spares=1)
    try:
        return [root.name for root in (await decoder.decode(len(table) - 1)).roots]
    finally:
        await decoder.close()


@pytest.mark.tools
@VERSIONS
async def test_with_its_keys_tls_is_decrypted(
    version: ssl.TLSVersion, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("tshark")
    frames, keys = tls_talk(tmp_path, version)
    table = PacketTable(capture_of(frames, tmp_path))
    assert (await last_row(table, DeepChoices()))[-1] == "tls"
    assert "http" in await last_row(table, DeepChoices(key_logs=(keys,)))


@pytest.mark.tools
async def test_keys_that_the_capture_brings_along_decrypt_it(
    tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("tshark")
    frames, keys = tls_talk(tmp_path, ssl.TLSVersion.TLSv1_3)
    secrets = keys.read_bytes()
    path = tmp_path / "with_keys.pcapng"
    with path.open("wb") as file:
        writer = PcapngWriter(file)
        writer.section()
        writer.block(10, struct.pack("<II", 0x544C534B, len(secrets)) + secrets)
        file.write(struct.pack("<IIHHII", 1, 20, 1, 0, 0, 20))
        for frame in frames:
            writer.packet(0, 0, frame, len(frame))
    capture = open_capture(path)
    capture.refresh()
    assert "http" in await last_row(PacketTable(capture), DeepChoices())


@pytest.mark.tools
async def test_keys_that_come_later_open_what_was_closed(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    frames, keys = tls_talk(tmp_path, ssl.TLSVersion.TLSv1_3)
    table = PacketTable(capture_of(frames, tmp_path))
    later = tmp_path / "later.log"
    decoder = DeepDecoder(table, DeepChoices(key_logs=(later,)), spares=1)
    row = len(table) - 1
    try:
        assert (await decoder.decode(row)).roots[-1].name == "tls"
        assert decoder.kept(row) is not None
        later.write_bytes(keys.read_bytes())
        assert decoder.kept(row) is None
        assert (await decoder.decode(row)).find("http.response.code")
    finally:
        await decoder.close()


@pytest.mark.tools
async def test_the_lists_columns_tell_what_is_decrypted(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    tshark = find_tshark(require_tool("tshark"))
    frames, keys = tls_talk(tmp_path, ssl.TLSVersion.TLSv1_3)
    table = PacketTable(capture_of(frames, tmp_path))
    stream = SummaryStream(table, tshark, DeepChoices(key_logs=(keys,)))
    batches: list[SummaryBatch] = []
    stream.more(len(table))
    stream.finish()
    await stream.run(batches.append)
    assert "HTTP" in [summary.protocol for batch in batches for summary in batch]
