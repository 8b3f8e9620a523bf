"""Names in the texts of filters."""

from __future__ import annotations

from dissectors.deep.filters.filter_names import names_in


def test_names_of_fields_and_functions_are_found() -> None:
    text = "upper(http.host) == tls.handshake.extensions_server_name && ftp-data"
    assert names_in(text) == {"upper", "http.host", "tls.handshake.extensions_server_name", "ftp-data"}


def test_what_stands_in_quotes_is_no_name() -> None:
    assert names_in(r'http.host contains "tcp.port \" udp" || "dns') == {"http.host", "contains"}
