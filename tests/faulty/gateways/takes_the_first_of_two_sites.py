"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-the-first-of-two-sites",
    vice="Of two sites that `s` may mean one takes the event.",
    killed_by=("GWY-505", "GWY-507"),
    replacements={
        "reference.postgres_store._FIND_SITES": "SELECT id::text FROM sites WHERE public_id = ANY(%s) LIMIT 1"
    },
)
