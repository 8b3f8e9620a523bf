"""HTTP/1.x (RFC 9110, RFC 9112): lines of text that ask for and deliver what the web is made of; and SSDP beside it."""

from __future__ import annotations

from typing import Any

from dissectors.header import Header
from dissectors.protocol import Layer, Protocol
from dissectors.protocols.http.head import CHAT
from dissectors.protocols.http.message import details
from dissectors.protocols.http.recognise import looks_like_http
from dissectors.text import printable

PORTS = (80, 631, 1900, 2710, 2869, 3128, 3132, 3689, 5985, 8080, 8088, 11371)


def _info(layer: Layer[Any]) -> str:
    """The first line of every message, and the last body's type."""
    lines, kinds = [], []
    for field in layer.root.walk():
        if field.spec is CHAT:
            lines.append(printable(layer.frame.data[field.start : field.stop].rstrip(b"\r\n")))
        elif field.name == "http.content_type":
            kinds.append(str(field.value).split(";")[0].strip().lower())
    body = f"  ({kinds[-1]})" if kinds and layer.find("http.file_data") is not None else " "
    return " ".join(lines) + body if lines else "Continuation"


def _stack(layer: Layer[Any]) -> str:
    return "http:data" if layer.find("data") is not None else "http"


HTTP = Protocol(
    name="http",
    title="Hypertext Transfer Protocol",
    short="HTTP",
    stack=_stack,
    references=("RFC 9110", "RFC 9112"),
    limitations=("what a body holds is not decoded further", "a message that goes on in the next segment ends here"),
    explain="Requests for pages and data, and the answers; readable by anyone on the way (RFC 9110).",
    header=Header,
    rides_on=tuple(("tcp.port", port) for port in PORTS),
    guessed_on=("tcp",),
    recognises=looks_like_http,
    details=details,
    info=_info,
)

SSDP = Protocol(
    name="ssdp",
    title="Simple Service Discovery Protocol",
    short="SSDP",
    references=("UPnP Device Architecture 2.0 §1",),
    explain="Devices of a home network tell what they offer, or ask, in HTTP's form over multicast.",
    header=Header,
    rides_on=(("udp.port", 1900),),
    details=details,
    info=_info,
)

PROTOCOLS = (HTTP, SSDP)
