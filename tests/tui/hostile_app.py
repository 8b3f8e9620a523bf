"""The packets screen full of hostile text, to be run in a pty: `python -m tests.tui.hostile_app`."""

from __future__ import annotations

from dissectors.frame import Frame
from tests.tui.toy import LINK_TYPE, ToyApp, ToyFilterError, ToySource, ToyTable, toy_bytes
from tui.messages import CaptureState
from tui.settings import Settings

EVIL = "\x1b]2;PWNED\x07\x1b[31m\x9b32m\x9dPWNED\u202e\u2066\u200b\x00\r\n\t[@click=app.quit()]x[/y] [SYN] \udcff"
"""Title and colours set by escape sequences, C1 controls, bidi marks, markup, a lone surrogate."""


def compile_filter(text: str) -> object:
    """No text is a filter, and the error quotes hostile text."""
    raise ToyFilterError(f"evil {EVIL}", 1)


def frames() -> list[Frame]:
    """The hostile text in the packet, its comments and its interface's name."""
    name = EVIL.encode("utf-8", "surrogateescape")
    return [
        Frame(
            toy_bytes(name, payload=bytes(range(256)), flags=1),
            LINK_TYPE,
            number,
            time=number * 10**9,
            interface_name=EVIL,
            comments=(EVIL,),
        )
        for number in range(1, 4)
    ]


def app() -> ToyApp:
    """Hostile title, engine, notice, column, history and filter."""
    state = CaptureState(EVIL, "live", captured=3, dropped=0, engine=EVIL, notice=f"notice {EVIL}")
    chosen = Settings(
        columns=("number", "toy.name", EVIL, "info"),
        keys={EVIL: "m"},
        filter_history=(EVIL,),
        theme="remora-dark",
    )
    return ToyApp(ToyTable(frames()), ToySource(state), chosen, compile_filter)


if __name__ == "__main__":
    app().run()
