"""The decoder as screens see it: what the library gives is one, and the application makes it where it is wanted."""

from __future__ import annotations

import inspect

from dissectors import PacketTable, open_capture
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.decoder import DeepDecoder
from tests.conftest import SAMPLES
from tui.app import RemoraApp
from tui.deep.decoder import Decoder


def test_the_library_has_all_that_screens_want() -> None:
    for name, wanted in vars(Decoder).items():
        if inspect.isfunction(wanted) and not name.startswith("_"):
            has = getattr(DeepDecoder, name)
            assert inspect.iscoroutinefunction(has) == inspect.iscoroutinefunction(wanted), name
            assert list(inspect.signature(has).parameters) == list(inspect.signature(wanted).parameters), name


async def test_no_tshark_is_wanted_unless_something_is_chosen_for_it() -> None:
    table = PacketTable(open_capture(SAMPLES / "hello.pcapng"))
    assert RemoraApp().make_decoder(table) is None
    decoder = RemoraApp(deep_choices=DeepChoices()).make_decoder(table)
    assert isinstance(decoder, DeepDecoder)
    await decoder.close()
