"""Agreement with tshark, value by value, over every capture at hand.

    python -m tests.oracle                                    everything, against the listed deviations
    python -m tests.oracle --fields udp. --captures PATH      only fields that begin so, only this file or folder
    python -m tests.oracle --fields udp.,dns. --show 20       print up to 20 differing values a field, ours and theirs
    python -m tests.oracle --fields udp. --list               the fields tshark knows under that prefix and we lack
    python -m tests.oracle filters                            display filters: the same packets are chosen, and what
                                                              is valid for every field
    python -m tests.oracle filters --show 20                  print up to 20 filters that choose otherwise
    python -m tests.oracle columns                            values read in bulk are those of the trees
    python -m tests.oracle conversations                      packets, bytes and times of conversations of every kind
    python -m tests.oracle statistics                         hierarchy, endpoints and packets by time; conversations
    python -m tests.oracle rows                               every row of all statistics leads to the packets that it
                                                              counts (tshark is not asked)
    python -m tests.oracle analysis                           conversations' numbers, and all of `tcp.analysis`
    python -m tests.oracle follow                             what both sides of every conversation said
    python -m tests.oracle deep                               tshark's trees as the deep decoder gives them: those of
                                                              the whole file
    python -m tests.oracle second                             native trees against deep ones, as the second opinion
                                                              puts them side by side
    python -m tests.oracle foreign                            display filters that are not native: tshark's packets
    python -m tests.oracle --write                            for developers: list today's deviations anew

Captures are the shipped samples and the folder that REMORA_CAPTURES names. tshark runs with the preferences that
make its fields depend on the one packet alone, but for `analysis` and `follow` with those that it has by default.
"""
