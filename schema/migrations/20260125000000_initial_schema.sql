CREATE TABLE IF NOT EXISTS sessions (
    id UUID NOT NULL,
    site_id UUID NOT NULL REFERENCES sites(id) ON DELETE CASCADE,
    ip_address INET,
    entry_page TEXT,
    exit_page TEXT,
    gclid TEXT,
    wbraid TEXT,
    gbraid TEXT,
    total_duration_sec INTEGER DEFAULT 0,
    event_count INTEGER DEFAULT 0,
    created_month DATE NOT NULL,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    PRIMARY KEY (id, created_month)
) PARTITION BY RANGE (created_month);

CREATE TABLE IF NOT EXISTS events (
    id UUID NOT NULL DEFAULT uuid_generate_v4(),
    session_id UUID NOT NULL,
    session_month DATE NOT NULL,
    url TEXT NOT NULL,
    event_category TEXT NOT NULL,
    event_action TEXT NOT NULL,
    event_label TEXT,
    event_value NUMERIC,
    metadata JSONB DEFAULT '{}',
    created_at TIMESTAMPTZ DEFAULT NOW(),
    PRIMARY KEY (id, session_month),
    FOREIGN KEY (session_id, session_month) REFERENCES sessions(id, created_month) ON DELETE CASCADE
) PARTITION BY RANGE (session_month);

CREATE TABLE IF NOT EXISTS calls (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    site_id UUID NOT NULL REFERENCES sites(id) ON DELETE CASCADE,
    phone_number TEXT NOT NULL,
    matched_session_id UUID,
    matched_fingerprint TEXT,
    lead_score INTEGER DEFAULT 0,
    created_at TIMESTAMPTZ DEFAULT NOW()
);

DO $$
DECLARE
    current_month DATE := DATE_TRUNC('month', CURRENT_DATE);
    next_month DATE := current_month + INTERVAL '1 month';
    partition_name_sessions TEXT;
    partition_name_events TEXT;
BEGIN
    partition_name_sessions := 'sessions_' || TO_CHAR(current_month, 'YYYY_MM');
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF sessions FOR VALUES FROM (%L) TO (%L)',
        partition_name_sessions, current_month, next_month);
    partition_name_events := 'events_' || TO_CHAR(current_month, 'YYYY_MM');
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)',
        partition_name_events, current_month, next_month);
END $$;
