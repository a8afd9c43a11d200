"""The wire with a lever: real sockets on loopback, both ends looked at."""
