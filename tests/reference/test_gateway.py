"""The story of one request: the order of the checks, the literal answers, the log lines, and what a failure leaves.

Every path through gateway.py once; what the parts decide is tested beside them.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from reference.wire import Answer, BodyFailure, Request
from tests.fixtures.gateway import CollectedDecisions, Ground, MakeGround, request

UNKNOWN_SITE = "0f8fad5b-d9cb-469f-a165-70867728950e"


def beacon(ground: Ground, **wire: Any) -> dict[str, Any]:
    own = {"s": ground.new_site(), "u": "https://www.example.com/", "sid": ground.new_uuid(), "sm": ground.month}
    return own | wire


def told(ground: Ground, sent: Request) -> tuple[Answer, list[str]]:
    """The answer, and the clauses decided on the way."""
    decisions = CollectedDecisions()
    return ground.run(ground.gateway().ingest(sent, decisions)), decisions.clauses


@pytest.mark.parametrize(
    ("status", "score", "message", "body"),
    [
        (400, None, "Invalid JSON payload", b"{"),
        (400, None, "Invalid JSON payload", b""),
        (400, None, "Invalid site_id format", {"s": "x", "u": "x"}),
        (400, None, "Invalid url format", {"s": UNKNOWN_SITE, "u": "x"}),
        (404, 0, "Site not found", {"s": UNKNOWN_SITE, "u": "a:b"}),
        (413, None, "the body is larger than this gateway takes", BodyFailure.TOO_LARGE),
        (408, None, "the body did not arrive in time", BodyFailure.TOO_SLOW),
    ],
)
def test_refusals(ground: Ground, status: int, score: int | None, message: str, body: Any) -> None:
    sent = Request(request(b"").head, body) if isinstance(body, BodyFailure) else request(body)
    answer, _ = told(ground, sent)
    assert (status, {"ok": False, "score": score, "message": message}) == (answer.status, answer.body)


@pytest.mark.parametrize("body", [{}, {"s": "x"}, {"s": 0, "u": "x"}, {"s": "x", "u": ""}, [], 5, True, "text"])
def test_skipped(ground: Ground, body: Any) -> None:
    answer, clauses = told(ground, request(body))
    assert answer.body == {"ok": True, "score": 0, "status": "synced_skipped_missing_id"}
    assert "X-RateLimit-Limit" not in answer.headers
    assert clauses[-1] == "GWY-412"


def test_a_refused_origin_touches_neither_limiter_nor_body(ground: Ground) -> None:
    gateway = ground.gateway()
    for _ in range(150):
        refused = ground.run(gateway.ingest(request(b"{", origin=""), CollectedDecisions()))
        assert refused.status == 403
    taken = ground.run(gateway.ingest(request(beacon(ground)), CollectedDecisions()))
    assert taken.headers["X-RateLimit-Remaining"] == "99"


def test_the_limit_is_before_the_body(ground: Ground) -> None:
    gateway = ground.gateway()
    statuses = [ground.run(gateway.ingest(request(b"{"), CollectedDecisions())).status for _ in range(101)]
    assert [400] * 100 + [429] == statuses


def test_null_is_thrown_to_the_top(ground: Ground) -> None:
    ground.log.lines.clear()
    answer, clauses = told(ground, request(b"null"))
    assert (answer.status, answer.body["ok"], answer.body["score"]) == (500, False, None)
    assert answer.body["message"]
    assert {"Vary", "X-OpsMantik-Version", "X-CORS-Reason"} == {
        name for name in answer.headers if not name.startswith("Access-Control-Allow")
    }
    ((level, line, fields),) = ground.log.lines
    assert (level, line) == ("error", "[SYNC_API] Tracking Error:")
    assert {"message", "stack", "timestamp", "url"} <= set(fields)
    assert clauses[-1] == "GWY-964"


def test_an_error_of_our_own_does_not_leak_its_words(ground: Ground) -> None:
    """What Python says stays in the log; the answer is in words that are always the same."""

    class Broken:
        async def find_sites(self, _public_ids: object) -> list[str]:
            raise TypeError("'NoneType' object is not iterable")

    ground.log.lines.clear()
    answer = ground.run(ground.gateway(Broken()).ingest(request(beacon(ground)), CollectedDecisions()))
    message = "Unexpected error in the sync handler"
    assert (500, {"ok": False, "score": None, "message": message}) == (answer.status, answer.body)
    ((_, _, fields),) = ground.log.lines
    assert fields["message"] == "'NoneType' object is not iterable"


def test_a_stored_click(ground: Ground) -> None:
    sent = beacon(ground, ec="conversion", ea="phone_call", meta={"fp": "fp", "intent_stamp": "stamp"})
    answer, clauses = told(ground, request(sent))
    assert answer.body == {"ok": True, "score": 50, "status": "synced"}
    assert ["GWY-103", "GWY-301", "GWY-712", "GWY-601", "GWY-801", "GWY-901", "GWY-961"] == clauses
    (call,) = ground.fetch("SELECT * FROM calls WHERE matched_session_id = %s", sent["sid"])
    assert (call["intent_stamp"], call["intent_action"], call["matched_fingerprint"]) == ("stamp", "phone", "fp")
    assert call["matched_at"] is None


def test_a_failed_event_leaves_its_session_and_says_so(ground: Ground) -> None:
    ground.log.lines.clear()
    sent = beacon(ground, el="\x00", ea="phone_call")
    answer, _ = told(ground, request(sent))
    assert answer.body == {"ok": False, "score": None, "message": "Database write failed"}
    assert len(ground.fetch("SELECT 1 FROM sessions WHERE id = %s", sent["sid"])) == 1
    assert ground.fetch("SELECT 1 FROM events WHERE session_id = %s", sent["sid"]) == []
    assert ground.fetch("SELECT 1 FROM calls WHERE matched_session_id = %s", sent["sid"]) == []
    (_, line, _), (level, fault, fields) = ground.log.lines
    assert (line, level, fault) == ("[SYNC_API] Event insert failed:", "error", "[PARTITION_FAULT] DB Write Failed:")
    assert {"message", "code", "details", "stack", "site_id", "session_id", "timestamp"} <= set(fields)
    assert (fields["site_id"], fields["session_id"], fields["code"]) == (sent["s"], sent["sid"], "22P05")


def test_a_click_whose_target_is_too_big_is_lost_and_synced(ground: Ground) -> None:
    """Half an emoji in the stamp: no call row, and still 200 (facts 11)."""
    ground.log.lines.clear()
    sent = beacon(ground, ea="phone_call", meta={"intent_stamp": "x" * 127 + "😀"})
    answer, clauses = told(ground, request(sent))
    # The event carries the whole stamp in its metadata; only the call's is cut.
    assert answer.body["status"] == "synced"
    assert ground.fetch("SELECT 1 FROM calls WHERE matched_session_id = %s", sent["sid"]) == []
    assert "GWY-931" in clauses
    assert ["warn", "warn"] == [level for level, _, _ in ground.log.lines]


def test_past_click(ground: Ground) -> None:
    """An ad click is remembered by its fingerprint, over sites; a query that fails is ignored."""
    fingerprint = ground.new_uuid()
    told(ground, request(beacon(ground, meta={"fp": fingerprint, "gclid": "g"})))
    answer, clauses = told(ground, request(beacon(ground, r="https://google.com/", meta={"fp": fingerprint})))
    assert "GWY-710" in clauses
    assert answer.body["score"] == 30
    stranger, _ = told(ground, request(beacon(ground, r="https://google.com/", meta={"fp": "stranger"})))
    assert stranger.body["score"] == 5


def test_a_session_without_source_is_completed_once(ground: Ground) -> None:
    sent = beacon(ground)
    told(ground, request(sent))
    ground.rows.execute("UPDATE sessions SET attribution_source = '', gclid = 'old' WHERE id = %s", [sent["sid"]])
    social = {"r": "https://facebook.com/"}
    _, clauses = told(ground, request(sent | social))
    assert ["GWY-602", "GWY-617"] == [clause for clause in clauses if clause in ("GWY-602", "GWY-617")]
    told(ground, request(sent | {"meta": {"gclid": "new"}}))
    (row,) = ground.fetch("SELECT attribution_source, gclid FROM sessions WHERE id = %s", sent["sid"])
    assert row == {"attribution_source": "Paid Social", "gclid": "old"}


@pytest.mark.parametrize(
    ("count", "duration", "meta"),
    [
        (2, 42, {"duration_sec": "42"}),
        (2, -5, {"duration_sec": -5}),
        (2, None, {"duration_sec": 1e400}),
        (1, 7, {"duration_sec": 12.5}),
        (1, 7, {"duration_sec": True}),
        (1, 7, {"duration_sec": 2147483648}),
        (2, 7, {}),
    ],
)
def test_progress(ground: Ground, count: int, duration: int | None, meta: dict[str, Any]) -> None:
    """A refused update loses the count too, and the answer stays (facts 12)."""
    sent = beacon(ground)
    told(ground, request(sent | {"ea": "heartbeat", "meta": {"duration_sec": 7}}))
    answer, _ = told(ground, request(_with_infinity(sent | {"ea": "session_end", "meta": meta})))
    assert answer.status == 200
    (row,) = ground.fetch("SELECT event_count, total_duration_sec FROM sessions WHERE id = %s", sent["sid"])
    assert (count, duration) == (row["event_count"], row["total_duration_sec"])


def _with_infinity(body: dict[str, Any]) -> bytes:
    """Python's encoder writes a word where the wire has 1e400."""
    return request(body).body.replace(b"Infinity", b"1e400")


@pytest.fixture(scope="module")
def broken(make_ground: MakeGround) -> Iterator[Ground]:
    """Ground where two sites share an id, and events cannot be asked for traces."""
    with make_ground(["ALTER TABLE sites DROP CONSTRAINT sites_public_id_key"]) as made:
        yield made


def test_two_sites_of_one_id(broken: Ground) -> None:
    site = broken.new_site()
    broken.rows.execute("INSERT INTO sites (public_id) VALUES (%s)", [site])
    answer, clauses = told(broken, request(beacon(broken, s=site)))
    assert (answer.status, answer.body) == (500, {"ok": False, "score": 0, "message": "Site validation failed"})
    assert clauses[-1] == "GWY-505"


def test_tables_that_are_gone(broken: Ground) -> None:
    """One after the other: calls (only logged), traces (ignored), sessions, sites."""
    sent = beacon(broken, ea="phone_call", meta={"fp": "fp"})
    broken.rows.execute("ALTER TABLE calls RENAME TO calls_gone")
    assert told(broken, request(sent))[0].status == 200
    broken.rows.execute("ALTER TABLE sessions RENAME TO sessions_gone")
    answer, _ = told(broken, request(sent))
    assert answer.body["message"] == "Session lookup failed"
    assert "sessions" in answer.body["details"]
    broken.rows.execute("ALTER TABLE sites RENAME TO sites_gone")
    assert told(broken, request(sent))[0].body["message"] == "Site validation failed"
