"""Who looks at processes when: the newest at once, all others seldom and a little at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from tests.tui.sockets.watch.fakes import CLIENT, CURL, NGINX, SERVER, FakeHolders, made
from tui.sockets.processes import Process
from tui.sockets.watch.looking import Look
from tui.sockets.watch.scanning import SCAN_SHARE, SOON_SHARE, SOON_SPENT_SECONDS, STEP_SECONDS, Scanning
from tui.sockets.watch.search import Search


class Clock:
    """Each look takes as long as it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Slow(FakeHolders):
    """Takes `seconds` for the newest, and for each of ten steps of a look at all."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__({1: (CURL,), 2: (NGINX,)}, [CURL])
        self.clock, self.seconds, self.looks = clock, seconds, 0

    def soon(self, inodes: Iterable[int]) -> dict[int, Process]:
        self.clock.now += self.seconds
        self.looks += 1
        return super().soon(inodes)

    def all(self, inodes: Iterable[int]) -> Generator[None, None, dict[int, tuple[Process, ...]]]:
        for _ in range(10):
            self.clock.now += self.seconds
            yield
        return (yield from super().all(inodes))


def search(inode: int, *, is_patient: bool = False) -> Search:
    look = Look("exact", (made(CLIENT, SERVER, inode),))
    return Search("tcp", CLIENT, SERVER, 0, 0.0, look=look, is_patient=is_patient)


def test_a_new_process_is_found_at_once_with_who_else_holds_its_socket() -> None:
    scanning = Scanning(FakeHolders({1: (CURL, NGINX)}, [CURL]), Clock())
    one = search(1)
    scanning.want(one)
    assert one.phase == "searching"
    assert scanning.soon() == [one]
    assert (one.phase, one.first, one.holders) == ("settling", {1: CURL}, {1: (CURL, NGINX)})
    assert scanning.due() is None


def test_an_old_process_is_found_when_all_are_looked_at() -> None:
    holders = FakeHolders({2: (NGINX,)})
    scanning = Scanning(holders, Clock())
    one = search(2)
    scanning.want(one)
    assert scanning.soon() == []
    assert scanning.due() is not None
    assert scanning.scan() == [one]
    assert (one.phase, one.first, one.holders, holders.scans) == ("settling", None, {2: (NGINX,)}, 1)


def test_who_held_sockets_lately_is_looked_at_before_all() -> None:
    holders = FakeHolders({2: (NGINX,)})
    holders.lately_ones.add(NGINX)
    scanning = Scanning(holders, Clock())
    one = search(2, is_patient=True)
    scanning.want(one)
    assert scanning.soon() == []
    assert scanning.scan() == [one]
    assert (one.first, holders.scans) == ({2: NGINX}, 0)


def test_a_socket_that_nobody_holds_ends_the_search_too() -> None:
    scanning = Scanning(FakeHolders({}), Clock())
    one = search(3, is_patient=True)
    scanning.want(one)
    assert scanning.scan() == [one]
    assert (one.phase, one.holders) == ("settling", {})


def test_a_look_at_all_pauses_and_its_next_waits_in_proportion() -> None:
    clock = Clock()
    step = STEP_SECONDS * 1.01
    scanning = Scanning(Slow(clock, step), clock)
    scanning.want(search(2, is_patient=True))
    rounds = 0
    while not scanning.scan():
        rounds += 1
        assert scanning.due() == clock.now
    assert rounds >= 9
    scanning.want(search(2, is_patient=True))
    due = scanning.due()
    assert due is not None
    assert due - clock.now >= SCAN_SHARE * 10 * step * 0.99
    assert scanning.scan() == []


def test_the_newest_are_not_looked_at_more_than_their_share() -> None:
    clock = Clock()
    holders = Slow(clock, 0.01)
    scanning = Scanning(holders, clock)
    begun = clock.now
    while clock.now < begun + 10:
        scanning.want(search(1))
        scanning.soon()
        clock.now += 0.001
    spent = holders.looks * 0.01
    assert spent <= 10 / SOON_SHARE + SOON_SPENT_SECONDS + 0.02
    assert spent > 2


def test_one_that_is_over_meanwhile_is_not_searched_for() -> None:
    holders = FakeHolders({2: (NGINX,)})
    scanning = Scanning(holders, Clock())
    one = search(2, is_patient=True)
    scanning.want(one)
    one.phase = "settling"
    assert scanning.scan() == []
    assert holders.scans == 0


def test_others_are_looked_for_once_more_and_the_first_look_is_kept() -> None:
    holders = FakeHolders({1: (CURL,)}, [CURL])
    scanning = Scanning(holders, Clock())
    one = search(1)
    scanning.want(one)
    scanning.soon()
    holders.held[1] = (NGINX,)
    scanning.want_others(one)
    assert scanning.due() is not None
    assert scanning.others(until=1000.0) == [one]
    assert scanning.due() is None
    assert (one.before, one.holders) == ({1: (CURL,)}, {1: (NGINX,)})


def test_others_are_looked_for_a_step_at_a_time_and_for_the_next_after_those_before() -> None:
    scanning = Scanning(FakeHolders({1: (CURL,), 2: (NGINX,)}, [CURL, NGINX]), Clock())
    first, second = search(1), search(2)
    for one in (first, second):
        scanning.want(one)
        scanning.soon()
    scanning.want_others(first)
    assert scanning.others(until=0.0) == []
    scanning.want_others(second)
    assert [scanning.others(until=0.0), scanning.others(until=0.0), scanning.others(until=0.0)] == [
        [first],
        [],
        [second],
    ]
