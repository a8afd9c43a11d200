"""See the vice."""

from reference import cors
from tests.faulty.fault import Fault

_matches = cors._matches


def matches_its_own_port(origin: str, entry: str) -> bool:
    """An entry `host:port` lets in this host with this port, and nobody else."""
    if "://" not in entry and ":" in entry:
        return origin.rpartition("://")[2] == entry
    return _matches(origin, entry)


FAULT = Fault(
    name="takes-a-bare-port-at-its-word",
    vice="An entry of a host and a port lets in only this port, and no subdomain.",
    killed_by=("GWY-122",),
    replacements={"reference.cors._matches": matches_its_own_port},
)
