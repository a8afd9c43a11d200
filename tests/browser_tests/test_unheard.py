"""A request that the spy did not hear is judged by what the browser said of it and by what arrived."""

from __future__ import annotations

import io
import json

from browser_tests.unheard import Made, write_unheard
from browser_tests.verdicts import past_the_spy
from simulator.judge.visit import UNHEARD, Arrived, Carried, FetchEnded, Offered
from simulator.page.notebook import Notebook

ENDPOINT = "http://s1.localhost:1/api/sync"
BODY = '{"ea":"view"}'
WHERE = {"at_ms": 1, "tab": "main"}


def offer(notebook: Notebook, way: str, body: str, result: str) -> Offered:
    return notebook.write(Offered, **WHERE, page=1, way=way, url=ENDPOINT, body=body, result=result)


def carried(notebook: Notebook, way: str, begun: int, status: int | None, failure: str = "") -> None:
    facts = {"page": 1, "begun": begun, "way": way, "url": ENDPOINT, "status": status, "failure": failure}
    notebook.write(Carried, **WHERE, **facts)


def arrived(notebook: Notebook, body: str) -> None:
    headers = (("Content-Type", "application/json"),)
    facts = {"path": "/api/sync", "headers": headers, "body": body, "connection": 1, "status": 200, "answer": "{}"}
    rest = {"upstream_status": 200, "fault": "", "ended": "answered", "client_got": True}
    notebook.write(Arrived, at_ms=1, arrival=1, method="POST", **facts, **rest)


def made(begun: int, way: str, body: str | None, after: int) -> Made:
    return Made(begun, "main", 1, way, ENDPOINT, body, after)


def test_what_the_page_was_heard_to_offer_is_left_as_it_is() -> None:
    notebook = Notebook()
    offer(notebook, "beacon", BODY, "false")
    offer(notebook, "fetch", BODY, "pending")
    carried(notebook, "fetch", 1, 200)
    before = list(notebook.visit.records)
    write_unheard(notebook, [made(1, "fetch", BODY, 2)])
    assert before == notebook.visit.records


def test_a_fetch_that_nobody_heard_stands_where_it_was_made() -> None:
    """Its end as well, and the history's file says the same; how it was called is not known."""
    file = io.StringIO()
    notebook = Notebook(file)
    offer(notebook, "beacon", BODY, "false")
    arrived(notebook, BODY)
    carried(notebook, "fetch", 1, 200)
    offer(notebook, "beacon", '{"ea":"later"}', "true")
    write_unheard(notebook, [made(1, "fetch", BODY, 1)])
    records = notebook.visit.records
    assert [Offered, Offered, FetchEnded, Arrived, Carried, Offered] == [type(one) for one in records]
    assert list(range(1, 7)) == [one.number for one in records]
    found = records[1]
    assert ("fetch", BODY, UNHEARD, "application/json") == (found.way, found.body, found.result, found.content_type)
    assert (2, 200, "") == (records[2].offer, records[2].status, records[2].error)
    assert [one.number for one in records] == [json.loads(line)["number"] for line in file.getvalue().splitlines()]
    assert "" == past_the_spy([notebook.visit])


def test_one_that_failed_and_never_arrived_is_there_too() -> None:
    notebook = Notebook()
    offer(notebook, "beacon", BODY, "false")
    carried(notebook, "fetch", 1, None, "net::ERR_CONNECTION_RESET")
    write_unheard(notebook, [made(1, "fetch", BODY, 1)])
    assert [(None, "TypeError")] == [(one.status, one.error) for one in notebook.visit.all(FetchEnded)]


def test_a_beacon_that_nobody_heard_is_known_by_what_arrived() -> None:
    """And what it was made to say was not said by the one that we have in hand."""
    notebook = Notebook()
    arrived(notebook, BODY)
    carried(notebook, "beacon", 1, 200)
    write_unheard(notebook, [made(1, "beacon", None, 0)])
    assert [("beacon", BODY, UNHEARD)] == [(one.way, one.body, one.result) for one in notebook.visit.offers]
    assert "sendBeacon was not called" in past_the_spy([notebook.visit])
