"""Port names: the machine's file counts first, and whatever is in it does no harm."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.names import services


@pytest.fixture
def services_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "services"
    monkeypatch.setattr(services, "SERVICES_FILES", (tmp_path / "absent", path))
    services._system_names.cache_clear()
    yield path
    services._system_names.cache_clear()


def test_machine_names_come_before_shipped_ones(services_file: Path) -> None:
    services_file.write_text("# comment\nmyweb\t80/tcp\twww # mine\n  spaced  81/udp\n")
    assert services.service_name(80, "tcp") == "myweb"
    assert services.service_name(80, "udp") == "http"
    assert services.service_name(81, "udp") == "spaced"


def test_first_entry_of_a_port_counts(services_file: Path) -> None:
    services_file.write_text("one 7/tcp\ntwo 7/tcp\n")
    assert services.service_name(7, "tcp") == "one"


def test_shipped_table_serves_where_there_is_no_file(services_file: Path) -> None:
    assert services.service_name(443, "tcp") == "https"
    assert services.service_name(53, "udp") == "domain"
    assert services.service_name(53, "sctp") is None
    assert services.service_name(1234, "tcp") is None


def test_entries_that_are_no_service_names_are_left_out(services_file: Path) -> None:
    services_file.write_bytes(
        b"\x1b[31mred 1001/tcp\n[bold]x[/bold] 1002/tcp\nhuge 99999/tcp\n"
        + b"a" * 64
        + b" 1003/tcp\n\xff\xfe 1004/tcp\nok 1005/tcp\n"
    )
    assert [services.service_name(port, "tcp") for port in range(1001, 1006)] == [None, None, None, None, "ok"]
    assert services.service_name(99999, "tcp") is None


def test_a_file_is_read_up_to_the_limit(services_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "LARGEST_FILE", 12)
    services_file.write_text("in 1001/tcp\nout 1002/tcp\n")
    assert services.service_name(1001, "tcp") == "in"
    assert services.service_name(1002, "tcp") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_the_files_place_is_not_waited_for(services_file: Path) -> None:
    os.mkfifo(services_file)
    assert services.service_name(443, "tcp") == "https"


@given(st.text())
def test_any_text_is_a_services_file(text: str) -> None:
    for (port, transport), name in services.parse_services(text).items():
        assert 0 <= port <= 0xFFFF
        assert name.isprintable()
        assert transport.isprintable()


@pytest.mark.parametrize(
    ("port", "expected"), [(0, False), (1024, False), (32767, False), (32768, True), (60999, True), (65535, True)]
)
def test_ephemeral_ports_begin_where_those_of_linux_do(port: int, expected: bool) -> None:
    assert services.is_ephemeral(port) is expected
