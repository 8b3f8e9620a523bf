"""A process that finds out whose the packets and sockets of this machine are, with the privilege that this takes."""
