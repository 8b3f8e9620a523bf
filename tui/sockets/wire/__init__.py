"""What captured packets tell of a connection, beside what the kernel says of its socket."""
