"""Where one scenario is played: a site of its own, a proxy of its own, host names of its own, the calendar.

It decides how a page's requests reach the gateway that is judged: under the page's own origin where that gateway was
started for it, else under an origin it is known to allow. It must not know acts or claims.
"""

from __future__ import annotations

from calendar import timegm
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from schema.partitions import month_edges
from simulator.judge.visit import ENDPOINT, Read
from simulator.judge.wire import headers_of, path_of, place_of
from simulator.page.acts import Scene
from simulator.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from simulator.judge.bench import Bench
    from simulator.judge.site import Site
    from simulator.page.notebook import Notebook
    from simulator.proxy import Record

NOON_OF_THE_TENTH_MS = (9 * 24 + 12) * 3_600_000


@dataclass(frozen=True)
class Ground:
    """A gateway to play on. `own_origin`: it was started to allow every host below localhost."""

    bench: Bench
    own_origin: bool


@dataclass(frozen=True)
class Place:
    """One scenario's place, open: the scene as scenarios know it, and the wire before the gateway."""

    scene: Scene
    site: Site
    proxy: Proxy
    ground: Ground


@asynccontextmanager
async def open_place(
    ground: Ground, number: int, public_id: str, on_record: Callable[[Record], None], wall_ms: Callable[[], float]
) -> AsyncIterator[Place]:
    """Make a site where that can be done, and a proxy; `number` makes the host names unlike all others of the run."""
    bench = ground.bench
    async with AsyncExitStack() as stack:
        site = await bench.sites.make(public_id) if bench.sites and not bench.sites.found else bench.site
        if site is None:
            raise LookupError("no site of this target is known; name one with --site")
        host, port = place_of(bench.wire.endpoint)
        proxy = Proxy(
            (host, port),
            headers=forwarded(ground),
            paths={ENDPOINT: path_of(bench.wire.endpoint)},
            tls=(bench.wire.tls, host) if bench.wire.tls else None,
            clock=wall_ms,
            on_record=on_record,
        )
        await stack.enter_async_context(proxy)
        yield Place(scene_of(bench.month, site.public_id, number, proxy.port), site, proxy, ground)


def forwarded(ground: Ground) -> Mapping[str, str]:
    """Give what the proxy adds, as a real one would: who the client is, and an origin that the gateway knows."""
    bench = ground.bench
    told = {"X-Forwarded-For": bench.addresses.fresh()}
    return told if ground.own_origin else {**told, "Origin": bench.origin, **headers_of(bench.wire.endpoint)}


def scene_of(month: str, site: str, number: int, port: int) -> Scene:
    """Give the scene: the pages' clock begins at noon of the month's tenth, UTC."""
    first, following = month_edges(date.fromisoformat(month))
    return Scene(
        site=site,
        origin=f"http://s{number}.localhost:{port}",
        elsewhere=f"http://e{number}.localhost:{port}",
        now_ms=epoch_ms(first) + NOON_OF_THE_TENTH_MS,
        month=first.isoformat(),
        next_month=following.isoformat(),
        month_end_ms=epoch_ms(following),
    )


def epoch_ms(day: date) -> int:
    """Give the first millisecond of a day, UTC."""
    return timegm(day.timetuple()) * 1000


async def read_rows(place: Place, notebook: Notebook, now_ms: int) -> None:
    """Read all that lies in the scene's site into the notebook; nothing where rows cannot be read."""
    rows = place.ground.bench.rows
    if rows is None or place.site.id is None:
        return
    found = {name: tuple(await rows.fetch(sql, place.site.id)) for name, sql in _ROWS.items()}
    months = tuple(row["month"] for row in await rows.fetch(_MONTHS))
    notebook.write(Read, at_ms=now_ms, months=months, **found)


_SESSIONS = """
SELECT *, tableoid::regclass::text AS partition FROM sessions WHERE site_id = %s::uuid ORDER BY created_at, id
"""
_EVENTS = """
SELECT events.*, events.tableoid::regclass::text AS partition
FROM events JOIN sessions ON sessions.id = events.session_id AND sessions.created_month = events.session_month
WHERE sessions.site_id = %s::uuid ORDER BY events.created_at, events.id
"""
_CALLS = "SELECT * FROM calls WHERE site_id = %s::uuid ORDER BY created_at, id"
_ROWS = {"sessions": _SESSIONS, "events": _EVENTS, "calls": _CALLS}
_MONTHS = r"""
SELECT substring(pg_get_expr(child.relpartbound, child.oid) FROM '\(''(\d{4}-\d\d-\d\d)') AS month
FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
WHERE inhparent = 'public.events'::regclass AND pg_get_expr(child.relpartbound, child.oid) <> 'DEFAULT' ORDER BY 1
"""
