"""The ingest story, top to bottom: CORS, limit, body, site, enrichment, session, event, intent, progress.

Decides the order of the checks, which answer each one gives, and that nothing is transactional (blueprint 3). It must
not know HTTP, SQL, the wall clock or asyncio: it awaits its store and nothing else, so whoever holds the store decides
which of two requests goes first. Every decision is told to the observer by the clause of SPEC.md that makes it.
"""

import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from reference import attribution, intents, javascript, payload, rate_limit, visitor
from reference.cors import OriginList, OriginVerdict, answer_headers, error_headers, judge_origin, preflight_headers
from reference.javascript import JavaScriptError
from reference.json_text import NotJson, parse
from reference.protocols import (
    UNIQUE_VIOLATION,
    Clock,
    Log,
    Observer,
    Quota,
    Random,
    RateLimiter,
    Store,
    StoredSession,
    StoreError,
)
from reference.visit import (
    Visit,
    call_row,
    completed_session_row,
    event_row,
    progress_row,
    session_row,
)
from reference.wire import Answer, BodyFailure, Head, Request, sync_body

AD_TRACES_ASKED: Final = 50
FALLBACK_WINDOW_MS: Final = 10_000
_PROGRESS_ACTIONS = ("heartbeat", "session_end")
_ATTRIBUTION_CLAUSES = {
    "First Click (Paid)": "GWY-708",
    "Paid (UTM)": "GWY-709",
    "Ads Assisted": "GWY-710",
    "Paid Social": "GWY-711",
    "Organic": "GWY-712",
}


class SessionLookupFailed(Exception):
    """Answered on its own, unlike every other failure of the write path (blueprint 3.2 A)."""


@dataclass(frozen=True)
class Admission:
    """A request that may speak: its head, its origin's verdict and what is left of its limit."""

    head: Head
    origin: OriginVerdict
    quota: Quota

    @property
    def headers(self) -> dict[str, str]:
        """The blueprint's `baseHeaders`."""
        return answer_headers(self.head.get("origin"), self.origin)


@dataclass(frozen=True)
class Understood:
    """A body that is a beacon with a usable `s` and `u`."""

    beacon: payload.Beacon
    site_spellings: list[str]
    url: payload.PageUrl


class Gateway:
    """`OPTIONS` and `POST /api/sync`."""

    def __init__(
        self, *, store: Store, limiter: RateLimiter, clock: Clock, random: Random, log: Log, origins: OriginList
    ) -> None:
        self._store = store
        self._limiter = limiter
        self._clock = clock
        self._random = random
        self._log = log
        self._origins = origins

    def preflight(self, head: Head, observer: Observer) -> Answer:
        """Answer `OPTIONS`; it never touches the limiter."""
        origin = head.get("origin")
        verdict = judge_origin(origin, self._origins)
        observer.decided("GWY-201" if verdict.allowed else "GWY-202")
        return Answer(200 if verdict.allowed else 403, preflight_headers(origin, verdict))

    async def ingest(self, request: Request, observer: Observer) -> Answer:
        """The whole of `POST`, for whoever has the body already."""
        admitted = self.admit(request.head, observer)
        if isinstance(admitted, Answer):
            return admitted
        return await self.accept(admitted, request.body, observer)

    def admit(self, head: Head, observer: Observer) -> Admission | Answer:
        """What is judged before the body is read: origin, then limit."""
        verdict = judge_origin(head.get("origin"), self._origins)
        if not verdict.allowed:
            observer.decided("GWY-101" if verdict.reason == "missing_origin" else "GWY-102")
            return _refuse_origin(head, verdict, self._origins)
        observer.decided("GWY-103")
        now_ms = self._clock.now_ms()
        quota = self._limiter.admit(rate_limit.client_of(head), now_ms)
        admission = Admission(head, verdict, quota)
        if quota.allowed:
            observer.decided("GWY-301")
            return admission
        observer.decided("GWY-302")
        return _refuse_limit(admission, now_ms)

    async def accept(self, admission: Admission, body: bytes | BodyFailure, observer: Observer) -> Answer:
        """What is judged once the body was read; whatever is thrown here ends in the top-level answer."""
        try:
            return await self._accept(admission, body, observer)
        except Exception as error:  # noqa: BLE001 - the blueprint's outermost catch
            observer.decided("GWY-964")
            return self._uncaught(admission, error)

    async def _accept(self, admission: Admission, body: bytes | BodyFailure, observer: Observer) -> Answer:
        understood = _understand(admission, body, observer)
        if isinstance(understood, Answer):
            return understood
        site_id = await self._find_site(admission, understood.site_spellings, observer)
        if isinstance(site_id, Answer):
            return site_id
        visit = await self._enrich(site_id, understood, admission.head, observer)
        return await self._write(admission, visit, observer)

    async def _find_site(self, admission: Admission, spellings: list[str], observer: Observer) -> str | Answer:
        try:
            sites = await self._store.find_sites(spellings)
        except StoreError:
            observer.decided("GWY-506")
            return _refusal(500, admission.headers, 0, "Site validation failed")
        if len(sites) > 1:
            observer.decided("GWY-505")
            return _refusal(500, admission.headers, 0, "Site validation failed")
        if not sites:
            observer.decided("GWY-501")
            return _refusal(404, admission.headers, 0, "Site not found")
        return sites[0]

    async def _enrich(self, site_id: str, understood: Understood, head: Head, observer: Observer) -> Visit:
        beacon, url = understood.beacon, understood.url
        clicks = attribution.read_click_ids(beacon, url)
        fingerprint = javascript.either(beacon.extra("fp"), None)
        past_click = not clicks.from_ad and fingerprint is not None and await self._has_past_click(fingerprint)
        source = attribution.attribute(beacon, url, clicks, past_click=past_click)
        observer.decided(_ATTRIBUTION_CLAUSES[source.source])
        user_agent = visitor.user_agent_of(head)
        return Visit(
            site_id=site_id,
            beacon=beacon,
            month=javascript.either(beacon.session_month, self._month()),
            clicks=clicks,
            fingerprint=fingerprint,
            attribution=source,
            score=attribution.lead_score(beacon, source, clicks),
            address=visitor.address_of(head),
            user_agent=user_agent,
            device=visitor.read_device(user_agent),
            place=visitor.read_place(head, beacon),
        )

    async def _has_past_click(self, fingerprint: Any) -> bool:
        try:
            traces = await self._store.find_ad_traces(attribution.last_months(self._month()), AD_TRACES_ASKED)
        except StoreError:
            return False
        return attribution.has_past_click(traces, fingerprint)

    async def _write(self, admission: Admission, visit: Visit, observer: Observer) -> Answer:
        """Session, event, intent, progress: four steps, and no failure undoes an earlier one (GWY-976)."""
        try:
            session = await self._find_session(visit, observer) or await self._insert_session(visit, observer)
            await self._insert_event(visit, session, observer)
            await self._record_intent(visit, session, observer)
            await self._record_progress(visit, session, observer)
        except SessionLookupFailed as error:
            observer.decided("GWY-622")
            body = sync_body(ok=False, score=None, message="Session lookup failed", details=str(error))
            return Answer(500, admission.headers, body)
        except Exception as error:  # noqa: BLE001 - the blueprint's catch around the write path
            observer.decided("GWY-822")
            self._log.error("[PARTITION_FAULT] DB Write Failed:", self._fault_fields(error, visit.beacon))
            return _refusal(500, admission.headers, None, "Database write failed")
        observer.decided("GWY-961")
        headers = admission.headers | {
            "X-RateLimit-Limit": str(admission.quota.limit),
            "X-RateLimit-Remaining": str(admission.quota.remaining),
        }
        return Answer(200, headers, sync_body(ok=True, score=visit.score, status="synced"))

    async def _find_session(self, visit: Visit, observer: Observer) -> StoredSession | None:
        """Step A: by id and month, never by site; completed if it has no attribution source."""
        sid = visit.beacon.session_id
        if not payload.is_session_id(sid):
            return None
        session_id, month = javascript.to_string(sid), javascript.to_string(visit.month)
        try:
            session = await self._store.find_session(session_id, month)
        except StoreError as error:
            raise SessionLookupFailed(error.message) from error
        if session is None:
            return None
        observer.decided("GWY-602")
        if not session.attribution_source:
            observer.decided("GWY-617")
            await self._try_update(session, completed_session_row(visit, session))
        return session

    async def _insert_session(self, visit: Visit, observer: Observer) -> StoredSession:
        """Step B: under the client's id if it is a UUID v4, else under a fresh one."""
        sid = visit.beacon.session_id
        known = payload.is_session_id(sid)
        observer.decided("GWY-601" if known else "GWY-607")
        row = session_row(visit, sid if known else self._random_uuid())
        try:
            return await self._store.insert_session(row)
        except StoreError as error:
            fields = {"session_id": row["id"], "created_month": visit.month}
            self._log.error("[SYNC_API] Session insert failed:", _error_fields(error) | fields)
            raise

    async def _insert_event(self, visit: Visit, session: StoredSession, observer: Observer) -> None:
        """Step C."""
        observer.decided("GWY-801")
        row = event_row(visit, session)
        if row["event_category"] == "acquisition":
            observer.decided("GWY-705")
        try:
            await self._store.insert_event(row)
        except StoreError as error:
            fields = {"session_id": session.id, "session_month": session.created_month}
            self._log.error("[SYNC_API] Event insert failed:", _error_fields(error) | fields)
            raise

    async def _record_intent(self, visit: Visit, session: StoredSession, observer: Observer) -> None:
        """Step D: a click becomes a call; a refused upsert falls back to the 10 s window."""
        intent = intents.read_intent(visit.beacon, self._clock.now_ms(), self._random)
        if intent is None:
            return
        observer.decided("GWY-901")
        row = call_row(visit, session, intent)
        try:
            await self._store.upsert_call(row)
        except StoreError as error:
            self._log.warn("[SYNC_API] Intent upsert failed:", _error_fields(error) | {"session_id": session.id})
            await self._fall_back(row, observer)

    async def _fall_back(self, row: dict[str, Any], observer: Observer) -> None:
        since = _iso(self._clock.now_ms() - FALLBACK_WINDOW_MS)
        try:
            recent = await self._store.find_recent_calls(row, since)
        except StoreError:
            recent = []
        # Exactly one: a single-row look-up that meets two rows fails, and a failed one finds nothing (facts 11).
        if len(recent) == 1:
            observer.decided("GWY-922")
            return
        observer.decided("GWY-923")
        try:
            await self._store.insert_call(row)
        except StoreError as error:
            fields = _error_fields(error) | {"session_id": row["matched_session_id"]}
            if error.code == UNIQUE_VIOLATION:
                self._log.info("[SYNC_API] Intent dedupe:", fields)
            else:
                observer.decided("GWY-931")
                self._log.warn("[SYNC_API] Intent insert failed:", fields)

    async def _record_progress(self, visit: Visit, session: StoredSession, observer: Observer) -> None:
        """Heartbeat and session end: read, add one, write; not atomic, and a failure is only logged (facts 12)."""
        if visit.beacon.action not in _PROGRESS_ACTIONS:
            return
        observer.decided("GWY-951")
        try:
            counted = await self._store.count_session_events(session)
        except StoreError as error:
            self._log.warn("[SYNC_API] Session update failed:", _error_fields(error) | {"session_id": session.id})
            return
        await self._try_update(session, progress_row(visit.beacon, counted))

    async def _try_update(self, session: StoredSession, row: dict[str, Any]) -> None:
        try:
            await self._store.update_session(session, row)
        except StoreError as error:
            self._log.warn("[SYNC_API] Session update failed:", _error_fields(error) | {"session_id": session.id})

    def _uncaught(self, admission: Admission, error: Exception) -> Answer:
        fields = _error_fields(error) | {"timestamp": _iso(self._clock.now_ms()), "url": admission.head.url}
        self._log.error("[SYNC_API] Tracking Error:", fields)
        headers = error_headers(admission.head.get("origin"), admission.origin)
        return _refusal(500, headers, None, _javascript_message(error))

    def _fault_fields(self, error: Exception, beacon: payload.Beacon) -> dict[str, Any]:
        own = {"site_id": beacon.site, "session_id": beacon.session_id, "timestamp": _iso(self._clock.now_ms())}
        return _error_fields(error) | own

    def _month(self) -> str:
        """The first day of the gateway clock's UTC month."""
        return _iso(self._clock.now_ms())[:7] + "-01"

    def _random_uuid(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


def _refuse_origin(head: Head, verdict: OriginVerdict, listed: OriginList) -> Answer:
    body = sync_body(
        ok=False,
        score=None,
        error="Origin not allowed",
        receivedOrigin=head.get("origin"),
        reason=verdict.reason,
        configStatus="configured" if listed.usable else "missing_or_invalid",
    )
    return Answer(403, answer_headers(head.get("origin"), verdict), body)


def _understand(admission: Admission, body: bytes | BodyFailure, observer: Observer) -> Understood | Answer:
    """Read the body as JSON, then `s`, then `u`; the first fault answers."""
    headers = admission.headers
    if isinstance(body, BodyFailure):
        observer.decided("GWY-427")
        return _refusal(413 if body is BodyFailure.TOO_LARGE else 408, headers, None, body.value)
    try:
        beacon = payload.read_beacon(parse(body))
    except NotJson:
        observer.decided("GWY-401")
        return _refusal(400, headers, None, "Invalid JSON payload")
    if not (javascript.truthy(beacon.site) and javascript.truthy(beacon.url)):
        observer.decided("GWY-412")
        return Answer(200, headers, sync_body(ok=True, score=0, status="synced_skipped_missing_id"))
    spellings = payload.site_spellings(beacon.site)
    if spellings is None:
        observer.decided("GWY-416")
        return _refusal(400, headers, None, "Invalid site_id format")
    url = payload.parse_url(beacon.url)
    if url is None:
        observer.decided("GWY-421")
        return _refusal(400, headers, None, "Invalid url format")
    return Understood(beacon, spellings, url)


def _refuse_limit(admission: Admission, now_ms: int) -> Answer:
    quota = admission.quota
    retry_after_s = -(-(quota.reset_ms - now_ms) // 1000)
    headers = admission.headers | {
        "Retry-After": str(retry_after_s),
        "X-RateLimit-Limit": str(quota.limit),
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(quota.reset_ms),
    }
    return Answer(429, headers, sync_body(ok=False, score=None, error="Rate limit exceeded", retryAfter=retry_after_s))


def _refusal(status: int, headers: dict[str, str], score: int | None, message: str) -> Answer:
    return Answer(status, headers, sync_body(ok=False, score=score, message=message))


def _javascript_message(error: Exception) -> str:
    """The error's own message where JavaScript would have thrown it; what Python says stays in the log."""
    return str(error) if isinstance(error, JavaScriptError) else "Unexpected error in the sync handler"


def _error_fields(error: Exception) -> dict[str, Any]:
    """`message`, `code`, `details` and `stack`, as the blueprint's catch blocks read them off an error."""
    return {
        "message": str(error),
        "code": getattr(error, "code", None),
        "details": getattr(error, "details", None),
        "stack": "".join(traceback.format_exception(error, chain=False)),
    }


def _iso(epoch_ms: int) -> str:
    """`new Date(ms).toISOString()`."""
    moment = datetime.fromtimestamp(epoch_ms // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{epoch_ms % 1000:03d}Z"
