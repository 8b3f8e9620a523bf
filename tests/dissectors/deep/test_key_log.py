from __future__ import annotations

import os
from pathlib import Path

import pytest

from dissectors.deep.key_log import MOST_BYTES, KeyLogError, read_key_log

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
