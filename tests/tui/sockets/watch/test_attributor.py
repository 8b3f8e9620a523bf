"""Whose ends are, on a made-up machine: what is told, when, and what is never told."""

from __future__ import annotations

import pytest

from dissectors.processes.attribution import Attribution, End
from tests.tui.sockets.watch.fakes import (
    CLIENT,
    CURL,
    FAR,
    NETWORK,
    NGINX,
    SECOND,
    SERVER,
    WORKER,
    FakeHolders,
    FakeKernel,
    Machine,
    made,
    pids,
)
from tui.sockets.processes import Process
from tui.sockets.watch import schedule
from tui.sockets.watch.first_packets import Flow
from tui.sockets.watch.holders import Known
from tui.sockets.watch.search import NO_SOCKET, REUSED, SEVERAL, SHARED, TOO_MUCH, TOO_SOON

LISTENER = made(SERVER, None, 2)
ACCEPTED = made(SERVER, CLIENT, 3)
CONNECTED = made(CLIENT, SERVER, 1)
HELD = {1: (CURL,), 2: (NGINX,), 3: (NGINX,)}
OTHER = Process(701, 50, "other", 0, 1)


def machine(*sockets: object, held: dict[int, tuple[Process, ...]] | None = None, is_traced: bool = False) -> Machine:
    known = sockets or (CONNECTED, LISTENER, ACCEPTED)
    return Machine(FakeKernel(*known), FakeHolders(dict(held or HELD), [CURL, OTHER]), is_traced=is_traced)  # type: ignore[arg-type]


def test_both_ends_of_a_connection_are_told() -> None:
    one = machine()
    begun = one.wall()
    one.attributor.heard([one.syn()])
    told = sorted(one.run(), key=lambda found: found.local)
    assert told == [
        Attribution(
            "tcp", SERVER, CLIENT, begun, "exact", 20, 5, "nginx", ("nginx", "-v"), 0, "user0", "nginx.service"
        ),
        Attribution(
            "tcp", CLIENT, SERVER, begun, "exact", 700, 50, "curl", ("curl", "-v"), 1000, "user1000", "curl.service"
        ),
    ]
    assert one.attributor.due() is None


def test_nothing_is_told_of_the_ends_of_other_machines() -> None:
    one = machine(made(CLIENT, FAR, 1), LISTENER)
    one.attributor.heard([one.syn(CLIENT, FAR)])
    assert pids(one.run()) == {CLIENT: 700}
    one.attributor.heard([one.syn(FAR, End("192.0.2.8", 80))])
    assert one.run() == []


def test_a_syn_that_is_sent_again_begins_nothing_new() -> None:
    one = machine()
    one.attributor.heard([one.syn(), one.syn()._replace(source=SERVER, destination=CLIENT, is_answer=True)])
    one.run()
    one.attributor.heard([one.syn()])
    assert one.run() == []


def test_a_connection_of_which_only_the_answer_is_seen_is_told_too() -> None:
    one = machine()
    one.attributor.heard([Flow("tcp", SERVER, CLIENT, one.wall(), 1, is_answer=True)])
    assert pids(one.run()) == {CLIENT: 700, SERVER: 20}


def test_a_server_is_looked_up_again_until_its_program_accepts() -> None:
    waiting = made(SERVER, CLIENT, 0, cookie=3)
    one = machine(CONNECTED, LISTENER, waiting)
    one.attributor.heard([one.syn()])
    told = one.run(0.1)
    one.kernel.sockets.remove(waiting)
    one.kernel.sockets.append(ACCEPTED)
    told += one.run()
    assert [(found.pid, found.how) for found in told if found.local == SERVER] == [(20, "exact")]


def test_of_a_connection_that_nobody_accepts_the_listener_is_told() -> None:
    one = machine(CONNECTED, LISTENER, made(SERVER, CLIENT, 0, cookie=9))
    one.attributor.heard([one.syn()])
    assert [(found.pid, found.how) for found in one.run() if found.local == SERVER] == [(20, "listener")]


def test_a_listener_of_several_processes_is_nobody_s() -> None:
    one = machine(CONNECTED, LISTENER, held={1: (CURL,), 2: (NGINX, WORKER)})
    one.attributor.heard([one.syn()])
    (server,) = (found for found in one.run() if found.local == SERVER)
    assert (server.pid, server.unknown, server.name, server.uid) == (None, SHARED, "nginx", 0)


def test_listeners_that_share_a_port_are_nobody_s_unless_one_process_has_all() -> None:
    second = made(End("0.0.0.0", 80), None, 4)
    one = machine(CONNECTED, LISTENER, second, held={1: (CURL,), 2: (NGINX,), 4: (WORKER,)})
    one.attributor.heard([one.syn()])
    assert pids(one.run())[SERVER] is None
    one = machine(CONNECTED, LISTENER, second, held={1: (CURL,), 2: (NGINX,), 4: (NGINX,)})
    one.attributor.heard([one.syn()])
    assert pids(one.run())[SERVER] == 20
    # One whose holder cannot be seen may be it.
    one = machine(CONNECTED, LISTENER, second, held={1: (CURL,), 2: (NGINX,)})
    one.attributor.heard([one.syn()])
    assert pids(one.run())[SERVER] is None


def test_a_server_that_forks_and_lets_go_hands_its_connection_on() -> None:
    one = machine()
    one.holders.lately_ones.add(NGINX)
    one.attributor.heard([one.syn()])
    told = one.run(0.02)
    one.holders.held[3] = (WORKER,)
    told += one.run()
    assert pids(told)[SERVER] == WORKER.pid


def test_a_socket_that_two_processes_hold_is_nobody_s_whenever_it_is_noticed() -> None:
    one = machine(held={**HELD, 1: (CURL, OTHER)})
    one.attributor.heard([one.syn()])
    (client,) = (found for found in one.run() if found.local == CLIENT)
    assert (client.pid, client.unknown, client.uid) == (None, SEVERAL, 0)
    one = machine()
    one.attributor.heard([one.syn()])
    told = one.run(0.001)
    one.holders.held[1] = (OTHER,)
    assert pids(told + one.run())[CLIENT] is None


def test_a_process_that_has_ended_when_it_is_told_was_who_held_it() -> None:
    one = machine()
    one.attributor.heard([one.syn()])
    told = one.run(0.001)
    one.kernel.sockets.remove(CONNECTED)
    del one.holders.held[1]
    assert pids(told + one.run())[CLIENT] == 700


def test_a_process_that_began_after_its_syn_is_not_who_sent_it() -> None:
    one = machine()
    one.later.add(CURL)
    one.attributor.heard([one.syn()])
    (client,) = (found for found in one.run() if found.local == CLIENT)
    assert (client.pid, client.unknown) == (None, TOO_SOON)


def test_one_that_has_closed_already_is_not_known() -> None:
    one = machine(made(CLIENT, SERVER, 0, cookie=1, state="TIME-WAIT"), LISTENER)
    one.attributor.heard([one.syn()])
    (client,) = (found for found in one.run() if found.local == CLIENT)
    assert (client.pid, client.unknown) == (None, TOO_SOON)


def test_ports_that_are_used_again_never_tell_the_later_process_of_the_earlier_connection() -> None:
    one = machine()
    one.kernel.sockets.remove(CONNECTED)
    first = one.syn(number=1)
    one.now += 0.02
    # The second is there when the first is looked up.
    one.kernel.sockets.append(made(CLIENT, SERVER, 9))
    one.holders.held[9] = (OTHER,)
    second = one.syn(number=2)
    one.attributor.heard([first])
    one.attributor.heard([second])
    told = one.run()
    by_time = {found.time_ns: (found.pid, found.unknown) for found in told if found.local == CLIENT}
    assert by_time == {first.time_ns: (None, REUSED), second.time_ns: (701, "")}
    assert {found.how for found in told if found.local == SERVER} == {"listener", "exact"}


def test_a_connection_that_was_found_before_the_next_began_is_told() -> None:
    one = machine()
    first = one.syn(number=1)
    one.attributor.heard([first])
    one.now += 0.01
    one.kernel.sockets[0] = made(CLIENT, SERVER, 9)
    one.holders.held[9] = (OTHER,)
    second = one.syn(number=2)
    one.attributor.heard([second])
    told = {found.time_ns: found.pid for found in one.run() if found.local == CLIENT}
    assert told == {first.time_ns: 700, second.time_ns: 701}


def test_connections_so_near_that_they_cannot_be_told_apart_are_not_told() -> None:
    one = machine()
    one.attributor.heard([one.syn(number=1)])
    one.now += 0.001
    one.attributor.heard([one.syn(number=2)])
    assert one.run() == []


def test_after_packets_were_missed_what_was_found_may_be_another_s() -> None:
    one = machine()
    one.attributor.heard([one.syn()])
    one.now += 0.01
    one.attributor.missed_packets()
    told = {found.local: found for found in one.run()}
    assert (told[CLIENT].pid, told[CLIENT].unknown, told[SERVER].how) == (None, TOO_MUCH, "listener")


# The trace --------------------------------------------------------------------------------------------------


def test_what_the_trace_tells_is_better_and_needs_no_socket() -> None:
    one = machine(LISTENER, is_traced=True)
    syn = one.syn()
    one.attributor.heard([syn])
    one.attributor.connected([one.connect(pid=4711, network=None)])
    (client,) = (found for found in one.run() if found.local == CLIENT)
    assert client == Attribution("tcp", CLIENT, SERVER, syn.time_ns, "traced", 4711, None, "traced")


def test_a_process_that_is_there_is_told_with_all_that_is_known_of_it() -> None:
    one = machine(is_traced=True)
    one.attributor.connected([one.connect(known=Known(CURL, ("curl", "x"), "unit"))])
    one.attributor.heard([one.syn()])
    (client,) = (found for found in one.run() if found.local == CLIENT)
    assert (client.how, client.pid, client.started, client.command, client.unit) == (
        "traced",
        700,
        50,
        ("curl", "x"),
        "unit",
    )


def test_a_trace_that_comes_late_is_told_once_more() -> None:
    one = machine(is_traced=True)
    one.attributor.heard([one.syn()])
    connect = one.connect()
    told = one.run()
    one.attributor.connected([connect, connect])
    later = one.run()
    assert [found.how for found in told if found.local == CLIENT] == ["exact"]
    # The same word twice is no certain one.
    assert later == []
    one = machine(is_traced=True)
    one.attributor.heard([one.syn()])
    connect = one.connect()
    one.run()
    one.attributor.connected([connect])
    assert [(found.how, found.pid) for found in one.run()] == [("traced", 700)]


def test_a_connection_whose_syn_was_not_seen_is_told_by_the_trace_once() -> None:
    one = machine(is_traced=True)
    connect = one.connect()
    one.attributor.connected([connect])
    (client,) = one.run()
    assert (client.local, client.how, client.pid, client.time_ns) == (CLIENT, "traced", 700, connect.time_ns)
    # Seen a moment later, it is told as one that was seen.
    one = machine(is_traced=True)
    one.attributor.connected([one.connect()])
    syn = one.syn()
    one.now += 0.01
    one.attributor.heard([syn])
    assert [found.time_ns for found in one.run() if found.local == CLIENT] == [syn.time_ns]


@pytest.mark.parametrize("network", [None, NETWORK + 1])
def test_a_connection_that_may_be_another_namespace_s_is_not_told_unseen(network: int | None) -> None:
    one = machine(is_traced=True)
    one.attributor.connected([one.connect(network=network), one.connect(network=NETWORK, has_failed=True)])
    assert one.run() == []


def test_a_connection_of_another_network_namespace_is_not_this_one() -> None:
    one = machine(LISTENER, is_traced=True)
    one.attributor.heard([one.syn()])
    one.attributor.connected([one.connect(pid=4711, network=NETWORK + 1)])
    assert pids(one.run())[CLIENT] is None


def test_of_two_that_may_be_it_none_is_told() -> None:
    one = machine(LISTENER, is_traced=True)
    one.attributor.heard([one.syn()])
    one.attributor.connected([one.connect(pid=4711, network=None), one.connect(pid=4712, network=None)])
    assert pids(one.run())[CLIENT] is None


def test_a_container_s_connection_to_this_machine_is_told_by_the_trace_alone() -> None:
    inside = End("172.17.0.2", 40000)
    one = machine(LISTENER, is_traced=True)
    one.attributor.heard([one.syn(inside)])
    one.attributor.connected([one.connect(pid=4711, local=inside, network=NETWORK + 1)])
    assert pids(one.run())[inside] == 4711


def test_what_the_trace_told_of_another_time_is_not_this_connection() -> None:
    one = machine(LISTENER, is_traced=True)
    one.attributor.connected([one.connect(pid=4711)])
    one.now += 1
    one.attributor.heard([one.syn()])
    assert pids(one.run())[CLIENT] is None


def test_after_events_were_missed_what_was_traced_is_forgotten() -> None:
    one = machine(LISTENER, is_traced=True)
    one.attributor.connected([one.connect(pid=4711)])
    one.attributor.missed_connects()
    one.attributor.heard([one.syn()])
    assert pids(one.run())[CLIENT] is None


def test_after_packets_were_missed_the_trace_is_waited_for() -> None:
    one = machine(is_traced=True)
    one.attributor.heard([one.syn()])
    connect = one.connect(pid=4711, network=None)
    one.attributor.missed_packets()
    one.now += 0.001
    one.attributor.missed_packets()
    told = one.run(0.2)
    one.attributor.connected([connect])
    assert [(found.how, found.pid) for found in (*told, *one.run()) if found.local == CLIENT] == [("traced", 4711)]


# UDP --------------------------------------------------------------------------------------------------------

QUERY = made(CLIENT, SERVER, 1, protocol="udp")
ANSWERS = made(End("0.0.0.0", 80), None, 2, protocol="udp")


def test_a_query_has_its_two_ends() -> None:
    one = machine(QUERY, ANSWERS)
    one.attributor.heard([one.query(), one.query(SERVER, CLIENT)])
    told = {found.local: (found.pid, found.how) for found in one.run()}
    assert told == {CLIENT: (700, "exact"), SERVER: (20, "listener")}


def test_a_flow_that_is_known_is_looked_up_seldom_and_told_once() -> None:
    one = machine(QUERY, ANSWERS)
    told = []
    for _ in range(100):
        one.attributor.heard([one.query()] * 10)
        told += one.run(0.002)
    assert pids(told) == {CLIENT: 700, SERVER: 20}
    assert len(told) == 2
    assert one.kernel.asked < 20


def test_a_port_that_another_process_has_by_now_is_told_anew() -> None:
    one = machine(QUERY, ANSWERS)
    one.attributor.heard([one.query()])
    told = one.run(0.2)
    one.kernel.sockets[0] = made(CLIENT, SERVER, 9, protocol="udp")
    one.holders.held[9] = (OTHER,)
    one.attributor.heard([one.query()])
    assert [found.pid for found in (*told, *one.run()) if found.local == CLIENT] == [700, 701]


@pytest.mark.parametrize("heard", ["told of", "missed"])
def test_a_port_whose_socket_has_closed_is_looked_up_with_the_next_packet(heard: str) -> None:
    one = machine(QUERY, ANSWERS)
    one.attributor.heard([one.query()])
    told = one.run(0.002)
    one.kernel.sockets[0] = made(CLIENT, SERVER, 9, protocol="udp")
    one.holders.held[9] = (OTHER,)
    if heard == "told of":
        one.attributor.closed([CLIENT.port])
    else:
        one.attributor.missed_closings()
    one.attributor.heard([one.query()])
    assert [found.pid for found in (*told, *one.run()) if found.local == CLIENT][-1:] == [701]


def test_a_packet_that_waited_long_is_not_looked_up() -> None:
    one = machine(QUERY, ANSWERS)
    query = one.query()
    one.now += 1
    one.attributor.heard([query])
    assert one.run() == []


# Asked ------------------------------------------------------------------------------------------------------


def test_a_connection_that_is_asked_about_is_looked_up_now() -> None:
    one = machine()
    asked = one.wall()
    one.attributor.ask([("tcp", CLIENT, SERVER), ("tcp", FAR, End("192.0.2.8", 5))])
    told = one.run()
    assert pids(told) == {CLIENT: 700, SERVER: 20}
    assert {found.time_ns for found in told} == {asked}


def test_one_that_is_over_is_nobody_s_though_its_port_has_a_listener() -> None:
    one = machine(LISTENER)
    one.attributor.ask([("tcp", CLIENT, SERVER)])
    told = one.run()
    assert pids(told) == {CLIENT: None, SERVER: None}
    assert {found.unknown for found in told if found.local == CLIENT} == {NO_SOCKET}


def test_one_that_is_not_accepted_yet_is_its_listener_s() -> None:
    one = machine(CONNECTED, LISTENER, made(SERVER, CLIENT, 0, cookie=8))
    one.attributor.ask([("tcp", CLIENT, SERVER)])
    assert {found.local: (found.pid, found.how) for found in one.run()}[SERVER] == (20, "listener")


def test_one_that_has_no_answer_yet_must_have_sent_its_syn() -> None:
    sending = made(CLIENT, FAR, 1, state="SYN-SENT")
    one = machine(sending)
    one.attributor.ask([("tcp", CLIENT, FAR)])
    assert one.run(0.9) == []
    (told,) = one.run()
    assert (told.pid, told.time_ns >= 1001 * SECOND) == (700, True)
    one = machine(sending)
    one.attributor.ask([("tcp", CLIENT, FAR)])
    one.run(0.5)
    one.kernel.sockets[0] = sending._replace(cookie=77)
    assert pids(one.run()) == {CLIENT: None}


def test_one_that_was_traced_is_told_by_the_trace() -> None:
    one = machine(is_traced=True)
    connect = one.connect()
    one.attributor.connected([connect])
    one.run(60)
    one.attributor.ask([("tcp", CLIENT, SERVER)])
    (client,) = (found for found in one.run() if found.local == CLIENT)
    assert (client.how, client.pid, client.time_ns) == ("traced", 700, connect.time_ns)


def test_the_same_question_twice_is_answered_once() -> None:
    one = machine()
    one.attributor.ask([("tcp", CLIENT, SERVER)] * 3)
    assert len(one.run()) == 2


def test_too_many_at_once_are_given_up_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "MOST_SEARCHES", 10)
    one = machine(LISTENER)
    one.attributor.heard([one.syn(End("127.0.0.1", port), number=port) for port in range(1, 21)])
    assert one.attributor.lost == 30
    one.run()
    one.attributor.heard([one.syn()])
    assert one.attributor.lost == 30


@pytest.mark.parametrize(
    "sockets",
    [
        (LISTENER, made(SERVER, CLIENT, 0, cookie=9, state="TIME-WAIT")),
        (LISTENER, made(SERVER, CLIENT, 0, cookie=9, state="FIN-WAIT-2")),
        (LISTENER,),
    ],
    ids=["waited out", "closed", "gone"],
)
def test_of_a_connection_that_its_program_has_let_go_of_the_listener_is_told_soon(sockets: tuple[object, ...]) -> None:
    one = machine(*sockets)
    one.attributor.heard([one.syn()])
    assert [(found.pid, found.how) for found in one.run(0.2) if found.local == SERVER] == [(20, "listener")]
