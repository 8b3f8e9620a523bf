from __future__ import annotations

import pytest

from dissectors.capture_file.compressed import UnpackProblem
from dissectors.capture_file.notice import of_an_early_end, of_damage, of_unpacking
from dissectors.capture_file.reader import Damage


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        (0, "there is no frame before that."),
        (1, "one frame before that was read."),
        (7, "the 7 frames before that were read."),
    ],
)
def test_damage_says_where_and_how_many_frames_there_are(frames: int, words: str) -> None:
    notice = of_damage(Damage("a reason", 40), frames, is_unpacked=False)
    assert notice.message == f"The file is damaged at byte 40 (a reason); {words}"
    assert (notice.offset, notice.may_go_on) == (40, False)


def test_damage_in_a_compressed_file_says_what_the_offset_counts_in() -> None:
    notice = of_damage(Damage("a reason", 40), 2, is_unpacked=True)
    assert notice.message.startswith("The file is damaged at byte 40 of the unpacked data (a reason)")


def test_an_early_end_may_go_on() -> None:
    notice = of_an_early_end("a packet record", 24, 2)
    assert notice.message == (
        "The file ends in the middle of a packet record, which begins at byte 24; the 2 frames before it were read."
    )
    assert notice.may_go_on


def test_unpacking_tells_the_packed_offset_and_keeps_the_unpacked_one() -> None:
    notice = of_unpacking(UnpackProblem("The gzip data is cut short", 525, True), 99, 3)
    assert notice.message == "The gzip data is cut short at byte 525; the 3 frames before that were read."
    assert (notice.offset, notice.may_go_on) == (99, True)
