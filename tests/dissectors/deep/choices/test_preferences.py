from __future__ import annotations

import pytest

from dissectors.deep.choices.preferences import refusal


@pytest.mark.parametrize(
    ("preference", "told"),
    [
        ("tls.debug_file:/etc/x", "-o tls.debug_file is refused: it would have tshark write a file"),
        ("TLS.Debug_File:/etc/x", "-o tls.debug_file is refused: it would have tshark write a file"),
        ("extcap.sshdump.logfile:x", "-o extcap.sshdump.logfile is refused: it would have tshark write a file"),
        ('uat:pkcs11_libs:"/x.so"', "-o uat:pkcs11_libs is refused: it would have tshark load a program library"),
        ("console.log.level:255", "-o console.log.level is refused: it would have tshark talk where nobody listens"),
        ("gui.column.format:x", "-o gui.column.format is refused: it is about the columns of Wireshark's own list"),
        ("nonsense", "-o nonsense: a preference is written NAME:VALUE, such as tcp.desegment_tcp_streams:FALSE"),
        ("tls.keylog_file:/x", ""),
        ('uat:80211_keys:"wep","aa"', ""),
    ],
)
def test_preferences_that_reach_beyond_decoding_are_refused(preference: str, told: str) -> None:
    assert refusal(preference) == told
