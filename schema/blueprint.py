"""What the blueprint says the database is: section 1 as data, table by table.

A registry and nothing else. A predicate or a constraint is SQL; what counts as the same is decided in catalogue.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column. `default` is None where there is none, else SQL."""

    table: str
    name: str
    type: str
    nullable: bool = True
    default: str | None = None


@dataclass(frozen=True)
class Key:
    """A primary or foreign key; the blueprint gives it no name. `subject` is how a difference in it is called."""

    table: str
    subject: str
    definition: str


@dataclass(frozen=True)
class Constraint:
    """A constraint that the blueprint names. `passes` is the condition of a check, else the definition is compared."""

    table: str
    name: str
    definition: str
    passes: str | None = None


@dataclass(frozen=True)
class Index:
    """An index. `columns` in order, with DESC where it has it; `where` is None for an index of all rows."""

    name: str
    table: str
    columns: tuple[str, ...]
    where: str | None = None
    unique: bool = False


TIMESTAMP = "timestamp with time zone"
UUID_V4 = "uuid_generate_v4()"
STATUS_PASSES = "status IN ('intent', 'confirmed', 'junk', 'qualified', 'real') OR status IS NULL"

COLUMNS = (
    Column("sessions", "id", "uuid", nullable=False),
    Column("sessions", "site_id", "uuid", nullable=False),
    Column("sessions", "ip_address", "inet"),
    Column("sessions", "entry_page", "text"),
    Column("sessions", "exit_page", "text"),
    Column("sessions", "gclid", "text"),
    Column("sessions", "wbraid", "text"),
    Column("sessions", "gbraid", "text"),
    Column("sessions", "total_duration_sec", "integer", default="0"),
    Column("sessions", "event_count", "integer", default="0"),
    Column("sessions", "created_month", "date", nullable=False),
    Column("sessions", "created_at", TIMESTAMP, default="now()"),
    Column("sessions", "attribution_source", "text"),
    Column("sessions", "device_type", "text"),
    Column("sessions", "city", "text"),
    Column("sessions", "district", "text"),
    Column("sessions", "fingerprint", "text"),
    Column("events", "id", "uuid", nullable=False, default=UUID_V4),
    Column("events", "session_id", "uuid", nullable=False),
    Column("events", "session_month", "date", nullable=False),
    Column("events", "url", "text", nullable=False),
    Column("events", "event_category", "text", nullable=False),
    Column("events", "event_action", "text", nullable=False),
    Column("events", "event_label", "text"),
    Column("events", "event_value", "numeric"),
    Column("events", "metadata", "jsonb", default="'{}'"),
    Column("events", "created_at", TIMESTAMP, default="now()"),
    Column("calls", "id", "uuid", nullable=False, default=UUID_V4),
    Column("calls", "site_id", "uuid", nullable=False),
    Column("calls", "phone_number", "text", nullable=False),
    Column("calls", "matched_session_id", "uuid"),
    Column("calls", "matched_fingerprint", "text"),
    Column("calls", "lead_score", "integer", default="0"),
    Column("calls", "created_at", TIMESTAMP, default="now()"),
    Column("calls", "status", "text", default="'intent'"),
    Column("calls", "lead_score_at_match", "integer"),
    Column("calls", "score_breakdown", "jsonb"),
    Column("calls", "matched_at", TIMESTAMP),
    Column("calls", "source", "text", default="'click'"),
    Column("calls", "confirmed_at", TIMESTAMP),
    Column("calls", "confirmed_by", "uuid"),
    Column("calls", "note", "text"),
    Column("calls", "intent_stamp", "text"),
    Column("calls", "intent_action", "text"),
    Column("calls", "intent_target", "text"),
    Column("calls", "intent_page_url", "text"),
    Column("calls", "click_id", "text"),
)

KEYS = (
    Key("sessions", "primary key sessions", "PRIMARY KEY (id, created_month)"),
    Key("events", "primary key events", "PRIMARY KEY (id, session_month)"),
    Key("calls", "primary key calls", "PRIMARY KEY (id)"),
    Key("sessions", "foreign key sessions(site_id)", "FOREIGN KEY (site_id) REFERENCES sites(id) ON DELETE CASCADE"),
    Key(
        "events",
        "foreign key events(session_id, session_month)",
        "FOREIGN KEY (session_id, session_month) REFERENCES sessions(id, created_month) ON DELETE CASCADE",
    ),
    Key("calls", "foreign key calls(site_id)", "FOREIGN KEY (site_id) REFERENCES sites(id) ON DELETE CASCADE"),
    Key(
        "calls",
        "foreign key calls(confirmed_by)",
        "FOREIGN KEY (confirmed_by) REFERENCES auth.users(id) ON DELETE SET NULL",
    ),
)

CONSTRAINTS = (
    Constraint("calls", "calls_status_check", f"CHECK ({STATUS_PASSES})", STATUS_PASSES),
    Constraint("calls", "calls_site_intent_stamp_uniq", "UNIQUE (site_id, intent_stamp)"),
)

INDEXES = (
    Index("idx_sessions_site_id", "sessions", ("site_id",)),
    Index("idx_sessions_created_month", "sessions", ("created_month",)),
    Index("idx_sessions_attribution_source", "sessions", ("attribution_source",), "attribution_source IS NOT NULL"),
    Index("idx_sessions_device_type", "sessions", ("device_type",), "device_type IS NOT NULL"),
    Index("idx_sessions_fingerprint", "sessions", ("fingerprint",), "fingerprint IS NOT NULL"),
    Index("idx_sessions_site_month_date", "sessions", ("site_id", "created_month", "created_at")),
    Index("idx_events_session_id", "events", ("session_id",)),
    Index("idx_events_session_month", "events", ("session_month",)),
    Index("idx_events_category", "events", ("event_category",)),
    Index("idx_events_created_at", "events", ("created_at",)),
    Index("idx_events_month_category", "events", ("session_month", "event_category"), "event_category = 'conversion'"),
    Index("idx_events_session_month_date", "events", ("session_id", "session_month", "created_at")),
    Index("idx_calls_site_id", "calls", ("site_id",)),
    Index("idx_calls_matched_session", "calls", ("matched_session_id",)),
    Index("idx_calls_status", "calls", ("status",), "status IS NOT NULL"),
    Index("idx_calls_matched_at", "calls", ("matched_at",), "matched_at IS NOT NULL"),
    Index("idx_calls_source", "calls", ("source",), "source IS NOT NULL"),
    Index("idx_calls_status_intent", "calls", ("status",), "status = 'intent'"),
    Index("idx_calls_confirmed_at", "calls", ("confirmed_at",), "confirmed_at IS NOT NULL"),
    Index(
        "idx_calls_dedupe_intent",
        "calls",
        ("site_id", "matched_session_id", "source", "created_at"),
        "status = 'intent'",
    ),
    Index(
        "idx_calls_site_intent_stamp_uniq",
        "calls",
        ("site_id", "intent_stamp"),
        "intent_stamp IS NOT NULL",
        unique=True,
    ),
    Index(
        "idx_calls_intent_fallback_dedupe",
        "calls",
        ("site_id", "matched_session_id", "intent_action", "intent_target", "created_at"),
        "source = 'click' AND (status = 'intent' OR status IS NULL)",
    ),
    Index("idx_calls_site_source_created_at", "calls", ("site_id", "source", "created_at DESC")),
    Index("idx_calls_site_date", "calls", ("site_id", "created_at")),
)

TABLES = ("sessions", "events", "calls")
PARTITION_KEYS = {"sessions": "RANGE (created_month)", "events": "RANGE (session_month)", "calls": None}
PARTITIONED = tuple(table for table, key in PARTITION_KEYS.items() if key)
PUBLICATION = "supabase_realtime"
