"""The sockets screen's content: looks at the machine, rows, trees, words, and which packets are a socket's."""
