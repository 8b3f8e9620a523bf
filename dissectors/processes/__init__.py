"""Which processes sent and received a capture's packets, as far as the machine they ran on told it."""
