"""Live capture: whatever the source, it ends in a capture file that grows on disk.

The privilege lives in one child process, the broker; everything else here runs without any. No module of this
package imports Textual, and none of those that the broker imports needs more than the standard library.

How a screen or the command line uses it (every name is in the module behind the arrow):

    client.BrokerClient.spawn() -> BrokerClient          as early as possible; returns in some milliseconds
    privilege.drop_privilege() -> str                    right after; "" or the sentence to show
    session.LiveCapture(broker, on_event=callback, folder=None)     broker None: made by the first start
        .start(interfaces, *, capture_filter="", file=None, engine="auto", snaplen=262144, promiscuous=True,
               limits=Limits(), ring=None)                a new capture; returns at once, events tell the rest
        .start_pipe(descriptor, *, file=None)             stdin, FIFO, any descriptor that delivers a capture
        .stop()  .restart()                               the same capture goes on, numbering too
        .change(interfaces=None, capture_filter=None)     the same capture goes on elsewhere (starts it if stopped)
        .capture -> MergedCapture                         as CaptureFile; a new object at every .start and Rotated
        .state -> "idle" | "starting" | "running" | "stopping" | "stopped"      .wait_stopped(seconds) -> bool
        .statistics() -> events.Statistics                .captured .dropped (None: unknown) .interfaces
        .engine  .interfaces  .plan  .file  .files  .errors
        .is_temporary  .is_saved                          quitting asks if temporary and not saved
        .save(path, overwrite=False) -> int               all frames so far; .pcap or pcapng by the name
        .keep() -> Path   .discard()   .close() -> Path   what becomes of it; close writes a named pcapng
      callback(event), from threads of the capture: events.Started, Failed, Counted, Rotated, Stopped; inside of it
      only hand the event on (post_message)
    follower.Follower(capture, deliver, interval_seconds=0.05)      .start() .stop() (reads to the end) .abandon()
        deliver(Batch) in its thread; the owner then calls capture.append(batch.frames); batch.error: one sentence
    temporary.recovered() -> tuple[Leftover, ...]         .files .interfaces .created .size .discard(); view them with
                                                          MergedCapture(leftover.files)
    limits.parse_stop(["duration:5", ...], packets=None) -> Limits      limits.parse_ring([...]) -> Ring | None
    libpcap.check_filter(text, link_type=1) -> str | None None: good; else libpcap's words (0.1 ms: while typing)
    interfaces.list_interfaces() -> tuple[Interface, ...] .name .addresses .is_up .is_loopback .description .link_type
    interfaces.Rates().sample() -> {name: Rate}           .received_bytes .sent_bytes .received_packets .sent_packets
                                                          a second, since the last call
    permission.capture_permission(broker=None) -> Permission      .allowed .engine .reason .remedies (shell commands)
    engines.ENGINES, engines.impossible(name, engines.this_machine()) -> why an engine cannot be used | None
"""
