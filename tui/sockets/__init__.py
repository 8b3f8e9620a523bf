"""The machine's sockets and whose they are: what the kernel tells, as frozen values for screens and commands."""
