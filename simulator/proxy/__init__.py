"""The wire with a lever: one TCP proxy on loopback that carries bytes to an upstream and breaks on demand.

Browsers, fuzzing, load and chaos all strike through it, so that a network fault is a real one: a socket that is
refused, reset, silent or slow. It decides what happens to bytes and remembers what did. It must not know beacons,
clauses, the gateway or the database.

    async with Proxy(("127.0.0.1", 8787), rules=[Rule(Answer(500), body=b"whatsapp", count=1)]) as proxy:
        ...  # talk to proxy.port
        await proxy.wait_for(3, deadline_s=2)

What it is as a wire:

- HTTP mode: one request at a time on each connection, in order; pipelined ones wait in the socket. Without a rule
  bytes pass unchanged but for the proxy's `headers`, as they come, in both directions at once (`100-continue`, early
  answers, `101` tunnels). What cannot be framed as HTTP/1.1 passes as raw bytes until the connection ends. A request
  is passed on once its head is complete; the upstream is called at the first request that needs it.
- Raw mode: a connection is carried as it is; rules apply to connections, and new rules also to those already open.
- An end that closes or resets does so on the other side as well.
"""

from simulator.proxy.faults import (
    Answer,
    Delay,
    DropAnswer,
    Fault,
    Hang,
    HangAnswer,
    Pass,
    Refuse,
    ResetAfterBody,
    ResetBeforeBody,
    ResetInAnswer,
    ResetInBody,
    Rule,
    Slow,
)
from simulator.proxy.limits import Limits
from simulator.proxy.proxy import Proxy
from simulator.proxy.records import Record
from simulator.proxy.rules import Tally

__all__ = [
    "Answer",
    "Delay",
    "DropAnswer",
    "Fault",
    "Hang",
    "HangAnswer",
    "Limits",
    "Pass",
    "Proxy",
    "Record",
    "Refuse",
    "ResetAfterBody",
    "ResetBeforeBody",
    "ResetInAnswer",
    "ResetInBody",
    "Rule",
    "Slow",
    "Tally",
]
