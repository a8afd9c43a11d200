"""The reader of log lines understands Node's way of writing an object, and ours."""

from __future__ import annotations

import pytest

from tests.conformance.log_lines import WRITE, _entries, _has_field, _value

# What Node 20 writes for the blueprint's console.error, word for word.
NODE = """compiled /api/sync
[PARTITION_FAULT] DB Write Failed: {
  message: 'no partition of relation "sessions" found for row',
  code: '23514',
  details: `it's "there"`,
  stack: undefined,
  session_id: 'No UUID x'
}
[SYNC_API] Tracking Error: { message: 'x', url: 'http://localhost:3000/api/sync' }
"""
OURS = (
    '[PARTITION_FAULT] DB Write Failed: {"level": "error", "message": "no partition", "code": "23514", '
    '"details": "it\'s there", "stack": null, "session_id": "No UUID x"}\n'
    '[SYNC_API] Tracking Error: {"message": "x", "url": "http://localhost:3000/api/sync"}\n'
)


@pytest.mark.parametrize("log", [NODE, OURS])
def test_fields_of_one_entry_are_found(log: str) -> None:
    """Every field of the entry is there, one of the next entry is not."""
    (entry,) = _entries(log, WRITE)
    assert all(_has_field(entry, name) for name in ("message", "code", "details", "stack", "session_id"))
    assert not _has_field(entry, "url")


@pytest.mark.parametrize("log", [NODE, OURS])
def test_values_are_read_without_their_quotes(log: str) -> None:
    """Texts come without quotes; what is no text is None."""
    (entry,) = _entries(log, WRITE)
    assert (_value(entry, "code"), _value(entry, "session_id"), _value(entry, "stack")) == ("23514", "No UUID x", None)
