"""What the OpenAPI document says of `/api/sync`.

Decides the words of the document only; a test compares it with what the gateway answers.
"""

from typing import Any


def _body(description: str, **properties: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {"ok": {"type": "boolean"}, "score": {"type": ["integer", "null"]}, **properties},
        "required": ["ok", "score", *(name for name in properties if name != "details")],
        "additionalProperties": False,
    }
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_TEXT = {"type": "string"}
_MESSAGE = {"message": _TEXT}

SYNC_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: _body(
        "Stored, or skipped because `s` or `u` is missing",
        status={"enum": ["synced", "synced_skipped_missing_id"]},
    ),
    400: _body("The body is no JSON, `s` is no UUID v4, or `u` is no URL", **_MESSAGE),
    403: _body(
        "The origin is not allowed",
        error=_TEXT,
        receivedOrigin={"type": ["string", "null"]},
        reason=_TEXT,
        configStatus={"enum": ["configured", "missing_or_invalid"]},
    ),
    404: _body("No site has this id", **_MESSAGE),
    408: _body("The body did not arrive in time", **_MESSAGE),
    413: _body("The body is too large", **_MESSAGE),
    429: _body("More than 100 requests of this client in a minute", error=_TEXT, retryAfter={"type": "integer"}),
    500: _body("The database refused, or the beacon is beyond JavaScript", **_MESSAGE, details=_TEXT),
}

PREFLIGHT_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The origin is allowed"},
    403: {"description": "The origin is not allowed"},
}

_HEALTH = {
    "application/json": {
        "schema": {
            "type": "object",
            "properties": {"status": {"type": "string"}, "version": {"type": "string"}},
            "required": ["status", "version"],
        },
    },
}
HEALTH_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "Both answer", "content": _HEALTH},
    503: {"description": "The database does not answer", "content": _HEALTH},
}

_ANYTHING: dict[str, Any] = {}
SYNC_BODY: dict[str, Any] = {
    "required": True,
    "description": "One beacon. The media type is ignored; the bytes are read as JSON.",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "s": {"description": "public id of the site, a UUID v4 with or without hyphens", **_TEXT},
                    "u": {"description": "URL of the page", **_TEXT},
                    "sid": {"description": "session id, a UUID v4", **_TEXT},
                    "sm": {"description": "first day of the session's month, YYYY-MM-01", **_TEXT},
                    "ec": {"description": "event category", **_TEXT},
                    "ea": {"description": "event action", **_TEXT},
                    "el": {"description": "event label", **_ANYTHING},
                    "ev": {"description": "event value", **_ANYTHING},
                    "r": {"description": "referrer", **_TEXT},
                    "meta": {"description": "fp, gclid, intent_stamp and whatever else", **_ANYTHING},
                },
            },
        },
    },
}
