"""A TLS conversation as OpenSSL speaks it, without a network: its TCP frames, and the key log that its client wrote."""

from __future__ import annotations

import ssl
from pathlib import Path

from tests.dissectors.streams.frames import ACK, SYN, tcp

CLIENT, SERVER = ("10.0.0.1", 40000), ("10.0.0.2", 443)
REQUEST = b"GET /secret HTTP/1.1\r\nHost: localhost\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"

# Made for this test, and known to everyone who reads it.
PEM = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMIqhaR/qVPCLiFVt
9kjVOalL7lRfmRy8tyHkzNGvAs6hRANCAASoNgfENltEc+e53v/WoGqebrEw+mzo
3RVV2AUnXAgaxBwDMaubIvC3R2B4g++Dx2kfyjrTjSQE39C80lZajS0O
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUUjUDLLv03LqhEyoslXtCi0vWzPEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTAzNTQxNloYDzIxMjYxMDI4
MDM1NDE2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASoNgfENltEc+e53v/WoGqebrEw+mzo3RVV2AUnXAgaxBwDMaubIvC3
R2B4g++Dx2kfyjrTjSQE39C80lZajS0Oo1MwUTAdBgNVHQ4EFgQU/4rJQpiNcbJd
4vRBb62KW0ep3oYwHwYDVR0jBBgwFoAU/4rJQpiNcbJd4vRBb62KW0ep3oYwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAm12Ovc2VnK2APrF32M2a
TsuPJDDRPCBQFBR8b1eN1vkCIA4Af0AsUHcaZykkfsOQu+sLVyf9Rjq89mglx49W
nlf2
-----END CERTIFICATE-----
"""


class _End:
    """One of the two."""

    def __init__(self, context: ssl.SSLContext, *, is_server: bool) -> None:
        self._received, self._sent = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._received, self._sent, server_side=is_server)

    def shake_hands(self) -> bool:
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def take(self, data: bytes) -> None:
        self._received.write(data)

    def give(self) -> bytes:
        return self._sent.read()


def tls_talk(folder: Path, version: ssl.TLSVersion) -> tuple[list[bytes], Path]:
    """Ethernet frames from the first SYN to the answer, which is in the last one, and the key log."""
    certificate, keys = folder / "both.pem", folder / "keys.log"
    certificate.write_text(PEM)
    serving, asking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    serving.load_cert_chain(certificate)
    asking.check_hostname, asking.verify_mode = False, ssl.CERT_NONE
    for context in (serving, asking):
        context.minimum_version = context.maximum_version = version
    asking.keylog_filename = str(keys)
    client, server = _End(asking, is_server=False), _End(serving, is_server=True)
    frames = [tcp(CLIENT, SERVER, 0, SYN), tcp(SERVER, CLIENT, 0, SYN | ACK)]
    said = {True: 1, False: 1}

    def pass_on(*, from_client: bool) -> None:
        data = (client if from_client else server).give()
        if data:
            ends = (CLIENT, SERVER) if from_client else (SERVER, CLIENT)
            frames.append(tcp(*ends, said[from_client], ACK, data))
            said[from_client] += len(data)
            (server if from_client else client).take(data)

    done = False
    while not done:
        done = client.shake_hands()
        pass_on(from_client=True)
        done = server.shake_hands() and done
        pass_on(from_client=False)
    client.tls.write(REQUEST)
    pass_on(from_client=True)
    assert server.tls.read() == REQUEST
    server.tls.write(ANSWER)
    pass_on(from_client=False)
    return frames, keys
