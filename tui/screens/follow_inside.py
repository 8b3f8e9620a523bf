"""The follow screen shows what tshark finds inside a conversation: TLS decrypted, streams of HTTP/2 and QUIC, calls.

What there is to choose from is asked behind the screen; the choice takes the conversation's place in the same pane.
"""

from __future__ import annotations

import asyncio
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from dissectors.errors import RemoraError
from tui import wording
from tui.screens.dialogs import Choice, ChoiceDialog

if TYPE_CHECKING:
    from dissectors.deep.following.conversation_survey import DeepProtocol, Survey
    from dissectors.deep.following.deep_exchange import DeepStream
    from dissectors.deep.following.deep_following import Call
    from dissectors.streams.following.follow import Followed
    from tui.app import RemoraApp
    from tui.deep.inside import InsideFollowing, InsideRead
    from tui.screens.follow import FollowScreen

MOST_ROWS_UNASKED: Final = 20_000
"""Of a longer conversation tshark is only asked when somebody wants to know: a quarter of a second."""
KEYS_OF: Final[dict[DeepProtocol, str]] = {"tls": "l", "http2": "h", "quic": "q", "websocket": "w", "sip": "s"}
NARROW: Final = 76
"""Cells of a sentence in place of bytes."""
NO_TSHARK: Final = "What is inside is not looked for: no tshark is used here."


class FollowInside:
    """Mixed into the follow screen, which holds what is shown."""

    found: Survey | None = None
    """What tshark found in this conversation; None as long as it has not answered."""
    calls: tuple[Call, ...] = ()
    """SIP's, once they are followed."""
    _inside: InsideFollowing | None = None
    _asking: asyncio.Task[None] | None = None
    _is_choosing: bool = False
    """The user waits for what there is to choose from."""
    _survey_failed: bool = False

    @property
    def _inside_screen(self) -> FollowScreen:
        return cast("FollowScreen", self)

    def _inside_following(self) -> InsideFollowing | None:
        """None where no tshark is to be used."""
        choices = cast("RemoraApp", self._inside_screen.app).deep_choices
        if self._inside is None and choices is not None:
            from tui.deep.inside import InsideFollowing  # brings the deep decoder along, which others do without

            self._inside = InsideFollowing(self._inside_screen.table, choices)
        return self._inside

    # What there is.

    def look_inside(self) -> None:
        """Ask what the conversation carries, when it was read and again when it has become twice as long."""
        exchange = self._inside_screen.exchange
        known = self.found.rows if self.found is not None else 0
        is_due = exchange.is_complete and 0 < exchange.packets <= MOST_ROWS_UNASKED and exchange.packets >= 2 * known
        if is_due and not self._survey_failed:
            self._ask()

    def forget_inside(self) -> None:
        """Another conversation is followed."""
        self.end_asking()
        self.found, self.calls, self._is_choosing, self._survey_failed = None, (), False, False

    def end_asking(self) -> None:
        """Nothing comes of what was asked for."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _ask(self) -> None:
        following = self._inside_following()
        if following is not None and self._asking is None:
            exchange = self._inside_screen.exchange
            self._asking = asyncio.ensure_future(self._survey(following, exchange.protocol, exchange.stream))

    async def _survey(self, following: InsideFollowing, carrier: Followed, stream: int) -> None:
        screen = self._inside_screen
        problem = ""
        try:
            found = await following.survey(carrier, stream)
            if "sip" in found.protocols:
                self.calls = await following.calls(carrier, stream)
            self.found = found
        except (RemoraError, OSError) as error:
            self._survey_failed, problem = True, str(error)
        self._asking = None
        if not screen.is_attached:
            return
        if self._is_choosing:
            self._is_choosing = False
            screen.note(problem)
            if not problem:
                self._choose()
        screen.tell()

    @property
    def asks(self) -> bool:
        """tshark has not answered yet what there is."""
        return self._asking is not None

    @property
    def inside_words(self) -> str:
        """What could be followed besides what is shown: `TLS, HTTP/2`; empty for nothing."""
        from dissectors.deep.following.conversation_survey import TITLES

        shown = self._inside_screen.inside
        protocols = self.found.protocols if self.found is not None else ()
        words = [TITLES[name] for name in protocols if shown is None or name != shown.protocol]
        return ", ".join(words if shown is None else [shown.carrier.upper(), *words])

    # Choosing.

    def action_inside(self) -> None:
        """Choose what is followed."""
        screen = self._inside_screen
        if self._inside_following() is None:
            screen.note(NO_TSHARK)
            return
        self._is_choosing = True
        screen.note("Asking tshark what is inside …")
        self._survey_failed = False
        self._ask()

    def _choose(self) -> None:
        from dissectors.deep.following.conversation_survey import TITLES

        screen, found = self._inside_screen, self.found
        if found is None:
            return
        carrier = screen.exchange.protocol
        if not found.protocols:
            screen.note(f"tshark finds nothing to follow inside this {carrier.upper()} conversation.")
            return
        choices = [Choice("t" if carrier == "tcp" else "u", carrier.upper(), "the conversation itself")]
        choices += [Choice(KEYS_OF[name], TITLES[name], self._hint(found, name)) for name in found.protocols]

        def chosen(key: str | None) -> None:
            protocol = next((name for name, own in KEYS_OF.items() if own == key), None)
            if protocol is not None:
                self._follow(protocol)
            elif key is not None and screen.inside is not None:
                self.follow_outside()

        cast("RemoraApp", screen.app).push_screen(ChoiceDialog("Follow", choices), chosen)

    def _hint(self, found: Survey, protocol: DeepProtocol) -> str:
        if protocol == "sip":
            return wording.counted(len(self.calls), "call")
        streams = found.substreams.get(protocol, ())
        if streams:
            return wording.counted(len(streams), "stream")
        return {"tls": "what it carries, decrypted where there are keys", "quic": "no keys fit"}.get(
            protocol, "messages"
        )

    def _follow(self, protocol: DeepProtocol) -> None:
        from dissectors.deep.following.conversation_survey import Substream
        from dissectors.deep.following.deep_exchange import DeepStream

        screen, found = self._inside_screen, self.found
        assert found is not None
        exchange, row = screen.exchange, screen.row_under_cursor
        stream = DeepStream(protocol, exchange.protocol, exchange.stream, found.substream_of(protocol, row))
        if protocol == "sip" and self.calls:
            number = next((number for number, call in enumerate(self.calls) if row in call.rows), 0)
            stream = replace(stream, substream=Substream(0, number), call=self.calls[number].name)
        self._begin_following(stream)

    def _begin_following(self, stream: DeepStream) -> None:
        following = self._inside_following()
        if following is not None:
            self.follow_inside(following, stream)

    # Its streams.

    def action_next_substream(self) -> None:
        self._go_to_substream(1)

    def action_previous_substream(self) -> None:
        self._go_to_substream(-1)

    def _go_to_substream(self, step: int) -> None:
        from dissectors.deep.following.conversation_survey import Substream

        screen, found, shown = self._inside_screen, self.found, self._inside_screen.inside
        if shown is None or shown.substream is None or found is None:
            screen.note("There are no streams inside: f chooses what is followed.")
            return
        noun = "call" if shown.protocol == "sip" else "stream"
        known = found.substreams.get(shown.protocol, ())
        if shown.protocol == "sip":
            known = tuple(Substream(0, number) for number in range(len(self.calls)))
        there = (known.index(shown.substream) if shown.substream in known else 0) + step
        if not 0 <= there < len(known):
            screen.note(f"This is the {'first' if step < 0 else 'last'} {noun}.")
            return
        name = self.calls[known[there].number].name if shown.protocol == "sip" else ""
        self._begin_following(replace(shown, substream=known[there], call=name))

    # What is shown.

    def follow_inside(self, following: InsideFollowing, stream: DeepStream) -> None:
        """Follow what tshark finds inside the same conversation; the cursor stays near its packet."""
        from dissectors.deep.following.deep_exchange import DeepExchange
        from tui.deep.inside import InsideReader

        screen = self._inside_screen
        before, row = screen.exchange, screen.row_under_cursor
        self._leave()
        screen.inside, screen.first_row = stream, row
        exchange = DeepExchange(screen.table, stream, before.ends, before.packets)
        screen.show_exchange(exchange, InsideReader(following, exchange, screen.post_message))
        screen.show_view()
        screen.look()

    def follow_outside(self) -> None:
        """Follow the conversation itself again."""
        screen = self._inside_screen
        row = screen.row_under_cursor
        self._leave()
        screen.begin(screen.exchange.protocol, screen.exchange.stream)
        screen.first_row = row
        screen.show_view()
        screen.look()

    def _leave(self) -> None:
        """What was shown is read no further."""
        self._inside_screen.reader.stop()
        self._inside_screen.stop_search()

    def on_inside_read(self, message: InsideRead) -> None:
        """tshark's answer takes the place of what was known before."""
        screen, before, exchange = self._inside_screen, message.before, message.exchange
        if before is not screen.exchange:
            return
        row, follows = screen.first_row, screen.pane.follows
        if len(exchange.parts) == len(before.parts) and exchange.notice == before.notice:
            screen.exchange = exchange
        else:
            screen.show_exchange(exchange, screen.reader)
            screen.show_view()
            position = screen.view.position_near_row(row) if row is not None else None
            if follows:
                screen.pane.action_go_last()
            elif position:
                screen.pane.go_to(position)
        screen.first_row = None
        screen.note("Only the beginning is kept: it is too long." if exchange.is_full else "")
        screen.tell()

    def empty_words_inside(self) -> tuple[str, ...]:
        """What is shown as long as there is nothing that was said."""
        screen = self._inside_screen
        if screen.reader.is_working:
            return ("Waiting for tshark …",)
        whose = "" if screen.side is None else f" by the {('client', 'server')[screen.side]}"
        notice = getattr(screen.exchange, "notice", "")
        return tuple(textwrap.wrap(notice, NARROW)) or (f"tshark finds nothing that was said{whose}.",)
