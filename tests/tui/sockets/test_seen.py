"""What was seen of sockets from look to look: since when, what changed, what closed, how fast bytes pass."""

from __future__ import annotations

from hypothesis import given, strategies

from tests.tui.sockets.story.made import HERE, THERE, info, listening, memory, owned, tcp
from tui.sockets.changes import ENDED, SHORT_LIVED
from tui.sockets.entry import Socket
from tui.sockets.seen import MOST_CLOSED, NANOSECONDS, SECONDS_TO_FADE, Seen, Sightings
from tui.sockets.snapshot import CLOSED, OwnedSocket, Snapshot

TIME_WAIT = tcp("TIME-WAIT")._replace(inode=0, cookie=77)


def at(second: float, *entries: OwnedSocket) -> Snapshot:
    return Snapshot(int(second * NANOSECONDS), entries)


def looked(*snapshots: Snapshot, keeps_closed: bool = False) -> Sightings:
    sightings = Sightings()
    sightings.keeps_closed = keeps_closed
    for snapshot in snapshots:
        sightings.take_in(snapshot)
    return sightings


def only(sightings: Sightings) -> Seen:
    (seen,) = sightings.all
    return seen


def test_what_is_there_at_the_first_look_is_older_than_that() -> None:
    seen = only(looked(at(1, owned(tcp()))))
    assert seen.was_there
    assert not seen.is_new(2 * NANOSECONDS)


def test_what_comes_later_is_new_for_some_seconds() -> None:
    seen = only(looked(at(1), at(2, owned(tcp()))))
    assert seen.since_ns == 2 * NANOSECONDS
    assert seen.is_new(3 * NANOSECONDS)
    assert not seen.is_new((2 + SECONDS_TO_FADE) * NANOSECONDS)


def test_what_was_not_there_before_nobody_looked_for_a_while_is_of_unknown_age() -> None:
    sightings = looked(at(1), at(2 + SECONDS_TO_FADE, owned(tcp())))
    assert only(sightings).was_there
    assert not only(sightings).is_new(int((2.5 + SECONDS_TO_FADE) * NANOSECONDS))
    new = owned(tcp(cookie=5, local=THERE, remote=HERE))
    sightings.take_in(at(3 + SECONDS_TO_FADE, owned(tcp()), new))
    assert [seen.was_there for seen in sightings.all] == [True, False]


def test_as_long_as_nothing_changes_it_is_the_very_same_value() -> None:
    sightings = looked(at(1, owned(tcp())))
    before = only(sightings)
    sightings.take_in(at(2, owned(tcp())))
    assert only(sightings) is before


def test_what_changed_is_told_once_and_only_that() -> None:
    sightings = looked(at(1, owned(tcp())), at(2, owned(tcp(receive_queue=9))))
    assert only(sightings).changed == {"recvq"}
    sightings.take_in(at(3, owned(tcp(receive_queue=9))))
    assert only(sightings).changed == frozenset()
    sightings.take_in(at(4, owned(tcp(receive_queue=9), "other", pid=9)))
    assert only(sightings).changed == {"process", "pid"}


def test_a_closed_one_fades() -> None:
    sightings = looked(at(1, owned(tcp())), at(2))
    assert only(sightings).closed_ns == 2 * NANOSECONDS
    sightings.take_in(at(1 + SECONDS_TO_FADE))
    assert len(sightings.all) == 1
    sightings.take_in(at(2 + SECONDS_TO_FADE))
    assert sightings.all == ()


def test_closed_ones_are_kept_as_long_as_that_is_wanted() -> None:
    sightings = looked(at(1, owned(tcp())), at(2), at(100), keeps_closed=True)
    assert len(sightings.all) == 1
    sightings.keeps_closed = False
    sightings.take_in(at(101))
    assert sightings.all == ()


def test_of_very_many_closed_ones_the_latest_are_kept() -> None:
    many = [owned(tcp(cookie=number, send_queue=number)) for number in range(MOST_CLOSED + 5)]
    sightings = looked(at(1, *many), at(2), keeps_closed=True)
    assert len(sightings.all) == MOST_CLOSED
    assert min(seen.found.socket.send_queue or 0 for seen in sightings.all) == 5


def test_a_connection_in_time_wait_goes_on_as_the_same_row_with_the_process_it_had() -> None:
    sightings = looked(at(1, owned(tcp())), at(2, OwnedSocket(TIME_WAIT, unknown=CLOSED)))
    seen = only(sightings)
    assert seen.key == tcp().key != TIME_WAIT.key
    assert seen.changed == {"state"}
    assert seen.has_let_go
    assert seen.found.owners[0].process.name == "curl"
    assert sightings.by_key([seen.key]) == {seen.key: seen}
    sightings.take_in(at(3, OwnedSocket(TIME_WAIT, unknown=CLOSED)))
    assert only(sightings).key == seen.key
    sightings.take_in(at(4))
    assert only(sightings).closed_ns == 4 * NANOSECONDS
    assert sightings.by_key([seen.key])[seen.key].closed_ns


def test_a_new_connection_between_the_same_ends_is_another_one() -> None:
    again = tcp(cookie=1234)
    sightings = looked(at(1, owned(tcp())), at(2, owned(again)))
    assert {seen.key for seen in sightings.all} == {tcp().key, again.key}


def test_rates_are_told_from_the_second_time_on_that_bytes_are_asked_for() -> None:
    sightings = looked(at(1, owned(tcp())))
    first = sightings.detail([tcp(info=info(bytes_sent=1000, bytes_received=5))], 1 * NANOSECONDS)
    assert first[tcp().key].rates is None
    sightings.take_in(at(3, owned(tcp())))
    second = sightings.detail([tcp(info=info(bytes_sent=5000, bytes_received=5))], 3 * NANOSECONDS)
    assert second[tcp().key].rates == (2000.0, 0.0)
    assert second[tcp().key].changed == {"bytes_sent"}
    assert only(sightings) == second[tcp().key]


def test_in_a_short_moment_no_rate_is_measured() -> None:
    sightings = looked(at(1, owned(tcp())))
    for second, sent, rate in ((1, 0, None), (1.1, 0, None), (2, 1000, 1000.0), (2.2, 1000, 1000.0), (3, 1000, 0.0)):
        told = sightings.detail([tcp(info=info(bytes_sent=sent, bytes_received=0))], int(second * NANOSECONDS))
        assert told[tcp().key].rates == (None if rate is None else (rate, 0.0))


def test_a_snapshot_with_details_tells_rates_too() -> None:
    sightings = looked(at(1, owned(tcp(info=info(bytes_sent=0, bytes_received=0)))))
    sightings.take_in(at(2, owned(tcp(info=info(bytes_sent=10, bytes_received=20)))))
    assert only(sightings).rates == (10.0, 20.0)


def test_details_stay_until_they_are_asked_for_again() -> None:
    sightings = looked(at(1, owned(tcp())))
    sightings.detail([tcp(info=info(rtt=500), memory=memory(dropped=1))], 1 * NANOSECONDS)
    sightings.take_in(at(2, owned(tcp(receive_queue=4))))
    one = only(sightings).found.socket
    assert one.info == info(rtt=500)
    assert one.receive_queue == 4


def test_details_of_one_that_is_gone_meanwhile_are_of_nobody() -> None:
    sightings = looked(at(1))
    assert sightings.detail([tcp(info=info(rtt=1))], 1) == {}


def test_the_kernels_last_word_stays_with_one_that_closed() -> None:
    sightings = looked(at(1, owned(tcp())))
    sightings.ended([tcp("UNCONNECTED", info=info(bytes_sent=42), cookie=tcp().cookie)], 2)
    sightings.take_in(at(2))
    one = only(sightings).found.socket
    assert one.state == "ESTABLISHED"
    assert one.info == info(bytes_sent=42)


def test_a_last_word_that_comes_late_changes_nothing_but_what_was_counted() -> None:
    """A connection that is closed from outside is gone at once; its program lets go of it when it notices."""
    sightings = looked(at(1, owned(tcp())), at(2), keeps_closed=True)
    sightings.ended([tcp("UNCONNECTED", info=info(bytes_sent=42), cookie=tcp().cookie)], 3)
    sightings.take_in(at(3))
    seen = only(sightings)
    assert (seen.found.owners, seen.found.unknown, seen.found.socket.state) == (owned(tcp()).owners, "", "ESTABLISHED")
    assert seen.found.socket.info == info(bytes_sent=42)
    assert seen.closed_ns == 2 * NANOSECONDS


def test_one_that_opened_and_ended_between_two_looks_is_told_where_closed_ones_are_kept() -> None:
    short = tcp("UNCONNECTED", cookie=5)
    sightings = looked(at(1))
    sightings.ended([short], NANOSECONDS)
    assert sightings.all == ()
    sightings.keeps_closed = True
    nothing = Socket("udp", "ipv4", "UNCONNECTED", cookie=6)
    sightings.ended([short, nothing], NANOSECONDS)
    assert only(sightings).found.unknown == SHORT_LIVED
    assert only(sightings).found.socket.state == ENDED
    # What is left of it in TIME-WAIT is told in its place.
    sightings.take_in(at(2, OwnedSocket(TIME_WAIT, unknown=CLOSED)))
    assert only(sightings).key == TIME_WAIT.key


def test_the_unit_of_a_process_is_asked_for_once() -> None:
    asked: list[int] = []

    def unit(pid: int) -> str:
        asked.append(pid)
        return "some.service"

    sightings = Sightings(unit)
    other = listening("127.0.0.1", 80, inode=501)
    sightings.take_in(at(1, owned(tcp()), owned(other), OwnedSocket(tcp(local=THERE, remote=HERE))))
    assert [seen.found.unit for seen in sightings.all] == ["some.service", "some.service", ""]
    assert asked == [7]


STATES = ("ESTABLISHED", "CLOSE-WAIT", "TIME-WAIT")
SOCKETS = strategies.builds(
    lambda number, state, port: OwnedSocket(
        tcp(state, HERE._replace(port=port), inode=0 if state == "TIME-WAIT" else 9)._replace(
            cookie=number + 100 * (state == "TIME-WAIT")
        )
    ),
    strategies.integers(0, 5),
    strategies.sampled_from(STATES),
    strategies.integers(1, 2),
)
LOOKS = strategies.lists(strategies.lists(SOCKETS, max_size=5, unique_by=lambda entry: entry.socket.cookie), max_size=6)


@given(LOOKS, strategies.booleans())
def test_whatever_comes_and_goes_each_socket_that_is_there_has_one_row_and_each_row_a_key(
    looks: list[list[OwnedSocket]], keeps_closed: bool
) -> None:
    sightings = looked(keeps_closed=keeps_closed)
    before: set[object] = set()
    gone: set[object] = set()
    for second, any_entries in enumerate(looks, 1):
        # The kernel gives no number twice.
        entries = [entry for entry in any_entries if entry.socket.key not in gone]
        gone |= before - {entry.socket.key for entry in entries}
        before = {entry.socket.key for entry in entries}
        sightings.ended([entry.socket for entry in entries[:1]], second * NANOSECONDS)
        sightings.take_in(at(second, *entries))
        alive = [seen for seen in sightings.all if seen.closed_ns is None]
        assert sorted(seen.found.socket.cookie or 0 for seen in alive) == sorted(e.socket.cookie or 0 for e in entries)
        keys = [seen.key for seen in sightings.all]
        assert len(set(keys)) == len(keys)
        assert sightings.by_key(keys) == dict(zip(keys, sightings.all, strict=True))
