from __future__ import annotations

import pytest

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.lab.scenes import SCENES, Scene
from tui.panes.story_line import StoryLine


async def shown(scene: Scene, words: str, is_over: bool, width: int) -> str:
    line = StoryLine(scene)
    async with Host(line).run_test(size=(width, 8)) as pilot:
        if words or is_over:
            line.show(words, is_over)
        await pilot.pause()
        return " ".join(" ".join(screen_lines(pilot.app)).replace("w what happened", "").split())


async def test_it_tells_the_latest_step_and_at_the_end_what_to_look_for() -> None:
    udp = SCENES["udp"]
    assert "begins" in await shown(udp, "", False, 400)
    assert "client: sends" in await shown(udp, "client: sends", False, 400)
    told = await shown(udp, "", True, 400)
    assert "It is over" in told
    assert udp.look_for in told


@pytest.mark.parametrize("scene", SCENES.values(), ids=lambda scene: scene.name)
async def test_what_has_no_room_is_cut_between_words(scene: Scene) -> None:
    whole = f"{scene.name} {scene.title}. It is over; look for {scene.look_for}".split()
    told = (await shown(scene, "", True, 80)).split()
    kept = told[: told.index("…")] if "…" in told else told
    assert kept == whole[: len(kept)]
    assert len(kept) > 10
