"""Figures of the kernel's memory."""

from tests.tui.sockets.story.made import memory
from tui.sockets.entry import SocketMemory
from tui.sockets.story.memory import MEMORY_MEANINGS, memory_remarks


def test_every_figure_has_a_meaning() -> None:
    assert list(MEMORY_MEANINGS) == list(SocketMemory.__slots__)


def test_those_that_are_not_0_are_told_with_the_letters_of_ss() -> None:
    told = list(memory_remarks(memory(receive=4352, dropped=3)))
    assert [(remark.head, remark.text.split(":")[0]) for remark in told] == [("r", "4,352 bytes"), ("d", "3")]
