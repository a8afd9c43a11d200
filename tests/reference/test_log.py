"""Log lines: the blueprint's prefix, then one JSON object, on one line."""

import io
import json

from reference.log import LineLog


def test_lines() -> None:
    stream = io.StringIO()
    lines_of = LineLog(stream)
    lines_of.error("[PARTITION_FAULT] DB Write Failed:", {"message": "two\nlines", "code": None, "site_id": "\ud83d"})
    lines_of.warn("[SYNC_API] Intent upsert failed:", {"session_id": object})
    lines_of.info("[SYNC_API] Intent dedupe:", {})
    lines = stream.getvalue().splitlines()
    prefix, fields = lines[0].split(": ", 1)
    assert prefix == "[PARTITION_FAULT] DB Write Failed"
    assert json.loads(fields) == {"level": "error", "message": "two\nlines", "code": None, "site_id": "\ud83d"}
    assert ["error", "warn", "info"] == [json.loads(line.split(": ", 1)[1])["level"] for line in lines]
    stream.getvalue().encode()


def test_a_value_too_deep_is_named() -> None:
    """A client's value may be nested deeper than any writer's stack; the line is written all the same."""
    stream, deep = io.StringIO(), []
    for _ in range(100_000):
        deep = [deep]
    LineLog(stream).error("[PARTITION_FAULT] DB Write Failed:", {"message": "m", "session_id": deep})
    fields = json.loads(stream.getvalue().split(": ", 1)[1])
    assert fields == {"level": "error", "message": "m", "session_id": "[too deep]"}
