"""Requests that a page made where the spy does not stand: by a `fetch` taken from a frame of its own, say.

What the browser said of them, and what arrived, is written down as an offer of its page, so that claims and account
judge it as any other. How it was called was not heard: who asks for that has not seen it. It decides which requests
nobody was heard to offer, and must not know claims.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.judge.visit import UNHEARD, FetchEnded, Left, Offered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.judge.visit import Arrived, Carried, Visit
    from simulator.page.notebook import Notebook


@dataclass(frozen=True)
class Made:
    """One request as the browser began it: `after` so many records; `body` None where it does not say."""

    begun: int
    tab: str
    page: int
    way: str
    url: str
    body: str | None
    after: int


def write_unheard(notebook: Notebook, made: Sequence[Made]) -> None:
    """Write down the offers that nobody heard, and how those that were fetches ended, each where it belongs."""
    visit = notebook.visit
    places: list[tuple[int, Offered | FetchEnded]] = []
    for one, body in list(_unheard(visit, made)):
        facts = {"tab": one.tab, "page": one.page}
        came = next((arrival for arrival in visit.arrivals if arrival.body == body), None)
        kind = came.header("Content-Type") or "" if came else ""
        at_ms = visit.records[min(one.after, len(visit.records) - 1)].at_ms
        named = {"way": one.way, "url": one.url, "body": body, "content_type": kind, "result": UNHEARD}
        offer = notebook.write(Offered, at_ms=at_ms, **facts, **named)
        places.append((one.after, offer))
        said = next((record for record in visit.carried if record.begun == one.begun), None)
        # The browser tells of an end later than the page, which may have kept the event before: it stands at once.
        if one.way == "fetch" and said and (said.status is not None or said.failure) and _heard(visit, one, said, came):
            ended = {"offer": offer.number, "status": said.status, "error": "TypeError" if said.failure else ""}
            heard = notebook.write(FetchEnded, at_ms=said.at_ms, **facts, **ended)
            places.append((one.after, heard))
    if not places:
        return
    late = {id(record) for _, record in places}
    records = [record for record in visit.records if id(record) not in late]
    places.sort(key=lambda pair: pair[0])
    for place, record in reversed(places):
        records.insert(place, record)
    notebook.write_anew(records)


def _heard(visit: Visit, one: Made, said: Carried, came: Arrived | None) -> bool:
    """Whether the page was still there when its request ended."""
    left = next((record.number for record in visit.all(Left) if record.page == one.page), None)
    over = min(said.number, came.number if came else said.number)
    return left is None or over < left


def _unheard(visit: Visit, made: Sequence[Made]) -> Iterator[tuple[Made, str]]:
    """Give the requests of each page and way beyond those that its spy heard, with their bodies."""
    heard = Counter((one.page, one.way, one.body) for one in visit.offers if one.result != "false")
    counts = Counter((page, way) for page, way, _ in heard.elements())
    unknown = [one.body for one in visit.arrivals if not any(body == one.body for _, _, body in heard)]
    for way in sorted({(one.page, one.way) for one in made}):
        group = [one for one in made if (one.page, one.way) == way]
        if len(group) <= counts[way]:
            continue
        for one in group:
            body = one.body if one.body is not None else (unknown.pop(0) if unknown else None)
            if body is None:
                continue
            if heard[one.page, one.way, body]:
                heard[one.page, one.way, body] -= 1
            else:
                yield one, body
