"""The tracker's tag: wherever it stands it is its own attribute that counts, and without one nothing begins."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from browser_tests import seen
from browser_tests.props.own_pages import DECOY, INJECTED, SITE, TAG, inject, page, queue_of_one
from browser_tests.scenario import Claim, Expected, Scenario
from simulator.judge import expect
from simulator.judge.visit import ENDPOINT, Loaded
from simulator.page.acts import Elapse, Go, Look, Run, Seed

if TYPE_CHECKING:
    from simulator.judge.visit import Visit

TRACKER = '<script src="/ux-core.js" data-site-id="{{site}}"'
PLACES = {
    "/head": page(DECOY + TAG),
    "/async": page(f"{DECOY}{TRACKER} async></script>"),
    "/defer": page(f"{DECOY}{TRACKER} defer></script>"),
    "/end": page(DECOY, f"<p>…</p>{TAG}"),
    "/later": page(DECOY),
}
OTHERS = '<script type="text/plain" data-site-id="{{site}}"></script>'
STOPPED = {
    "/no-id": page(OTHERS + '<script src="/ux-core.js"></script>'),
    "/empty-id": page(OTHERS + '<script src="/ux-core.js" data-site-id=""></script>'),
}
MODULE = page(OTHERS + '<script type="module" src="/ux-core.js"></script>' + DECOY)
FOREIGN = {
    "/foreign": page(f"<script>window.opmantik = {{foreign: true}}</script>{TAG}"),
    "/unready": page(f"<script>window.opmantik = {{foreign: true, _initialized: 0}}</script>{TAG}"),
}


def _own_attribute(visit: Visit) -> None:
    wanted = [seen.value(visit, "site")]
    came = {path: sorted({str(body.get("s")) for body in seen.at(visit, path)}) for path in PLACES}
    heard = {path: sites for path, sites in came.items() if sites}
    expect.equal(dict.fromkeys(heard, wanted), heard, "site ids of the events, by where the tag stands")
    if silent := set(came) - set(heard):
        raise expect.missing(f"no event came from {', '.join(sorted(silent))}")


def _begins_at_once(visit: Visit) -> None:
    expect.truthy(seen.at(visit, "/later"), "events of a tracker put into a page that was loaded", "its page view")


def _first_tag(visit: Visit) -> None:
    sent = {str(body.get("s")) for body in seen.bodies(visit)}
    expect.equal({seen.value(visit, "site")}, sent, "site ids of the events of a tracker run as a module")


def _nothing_begins(visit: Visit) -> None:
    new = [body for body in seen.bodies(visit) if body.get("ea") != "late"]
    expect.absent(new, "events of pages without a site id")
    for name in STOPPED:
        expect.equal("undefined", seen.value(visit, name), f"typeof window.opmantik on {name}")


def _queue_is_left_alone(visit: Visit) -> None:
    expect.equal(seen.queue_text(visit, "seeded"), seen.queue_text(visit), "the queue after pages without a site id")


def _says_the_address_first(visit: Visit) -> None:
    loaded = [one for one in visit.all(Loaded) if urlsplit(one.url).path in STOPPED]
    for one in loaded:
        address = urlsplit(one.url)._replace(path=ENDPOINT).geturl()
        said = [line for line in visit.console if line.page == one.page]
        first = (said[0].level, said[0].text) if said else None
        expect.equal(("log", f"[OPSMANTIK] API URL: {address}"), first, f"the first line of {one.url}")


def _warns(visit: Visit) -> None:
    warned = seen.lines(visit, "[OPSMANTIK] ❌ Site ID not found", "warn")
    expect.equal(len(STOPPED), len(warned), "warnings that the site id was not found")


def _overwritten(visit: Visit) -> None:
    for path in FOREIGN:
        expect.truthy(seen.at(visit, path), f"events of {path}", "its page view")
        expect.equal([False, "function"], seen.value(visit, path), f"whether {path}'s object stays, and typeof send")


SCENARIOS = (
    Scenario(
        name="tag-anywhere",
        title="The tag stands in the head, is async or deferred, ends the body, or comes later",
        acts=(*(Go(path) for path in PLACES), inject(), INJECTED, SITE),
        claims=(
            Claim("TRK-001", "each event carries the running tag's id, not another tag's", _own_attribute),
            Claim("TRK-009", "put in after load, the tracker begins at once", _begins_at_once),
        ),
        account=Expected({"stored": 9}),
        pages=PLACES,
    ),
    Scenario(
        name="tag-as-module",
        title="The tracker runs as a module, which no element is",
        acts=(Go("/module"), SITE),
        claims=(Claim("TRK-002", "the first tag with a site id gives it", _first_tag),),
        account=Expected({"stored": 1}),
        pages={"/module": MODULE},
    ),
    Scenario(
        name="tag-without-id",
        title="The tag names no site, though another element of the page does",
        acts=(
            Seed("local", seen.QUEUE, queue_of_one),
            Look("seeded"),
            Go("/no-id"),
            Run("typeof window.opmantik", keep="/no-id"),
            Go("/empty-id"),
            Run("typeof window.opmantik", keep="/empty-id"),
            Elapse(30_000),
        ),
        claims=(
            Claim("TRK-003", "nothing is sent, and there is no window.opmantik", _nothing_begins),
            Claim("TRK-007", "the queue is not drained", _queue_is_left_alone),
            Claim("TRK-901", "the address is logged first", _says_the_address_first),
            Claim("TRK-903", "each page is warned", _warns),
        ),
        account=Expected({"still queued": 1}),
        pages=STOPPED,
    ),
    Scenario(
        name="name-taken",
        title="The page has a window.opmantik of its own",
        acts=tuple(
            act
            for path in FOREIGN
            for act in (Go(path), Run("['foreign' in window.opmantik, typeof window.opmantik.send]", keep=path))
        ),
        claims=(Claim("TRK-005", "the tracker starts, and the name is its own from then on", _overwritten),),
        account=Expected({"stored": 3}),
        pages=FOREIGN,
    ),
)
