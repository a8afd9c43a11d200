"""The reference with another limit and window, to be started as anybody's gateway: `--start 'python -m …'`.

Without controls, so that windows are really waited for; without trust in X-Forwarded-For if asked.
"""

from __future__ import annotations

import argparse
import functools
import os
import sys
from dataclasses import replace

import uvicorn

import reference.app
import reference.assembly
from reference.assembly import assemble
from reference.rate_limit import FixedWindowLimiter
from reference.settings import read_settings
from tests.faulty.gateways.takes_the_peer_for_the_client import read_head_of_the_peer


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser()
    for name in ("--port", "--limit", "--window-ms"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--by-peer", action="store_true")
    given = parser.parse_args()
    reference.assembly.FixedWindowLimiter = functools.partial(FixedWindowLimiter, given.limit, given.window_ms)
    if given.by_peer:
        reference.app.read_head = read_head_of_the_peer
    settings = replace(read_settings(os.environ), database_url=given.database)
    app = assemble(settings, given.database, sys.stderr)
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="warning", proxy_headers=False)


if __name__ == "__main__":
    main()
