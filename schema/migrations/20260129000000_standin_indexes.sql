-- Stand-in for the migrations that the blueprint does not quote: the indexes of its section 1.3.
CREATE INDEX IF NOT EXISTS idx_sessions_site_id ON sessions(site_id);
CREATE INDEX IF NOT EXISTS idx_sessions_created_month ON sessions(created_month);
CREATE INDEX IF NOT EXISTS idx_sessions_attribution_source ON sessions(attribution_source) WHERE attribution_source IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_sessions_device_type ON sessions(device_type) WHERE device_type IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_sessions_fingerprint ON sessions(fingerprint) WHERE fingerprint IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_sessions_site_month_date ON sessions(site_id, created_month, created_at);

CREATE INDEX IF NOT EXISTS idx_events_session_id ON events(session_id);
CREATE INDEX IF NOT EXISTS idx_events_session_month ON events(session_month);
CREATE INDEX IF NOT EXISTS idx_events_category ON events(event_category);
CREATE INDEX IF NOT EXISTS idx_events_created_at ON events(created_at);
CREATE INDEX IF NOT EXISTS idx_events_month_category ON events(session_month, event_category)
  WHERE event_category = 'conversion';
CREATE INDEX IF NOT EXISTS idx_events_session_month_date ON events(session_id, session_month, created_at);

CREATE INDEX IF NOT EXISTS idx_calls_site_id ON calls(site_id);
CREATE INDEX IF NOT EXISTS idx_calls_matched_session ON calls(matched_session_id);
CREATE INDEX IF NOT EXISTS idx_calls_status ON calls(status) WHERE status IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_calls_matched_at ON calls(matched_at) WHERE matched_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_calls_source ON calls(source) WHERE source IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_calls_status_intent ON calls(status) WHERE status = 'intent';
CREATE INDEX IF NOT EXISTS idx_calls_confirmed_at ON calls(confirmed_at) WHERE confirmed_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_calls_dedupe_intent ON calls(site_id, matched_session_id, source, created_at)
  WHERE status = 'intent';
CREATE UNIQUE INDEX IF NOT EXISTS idx_calls_site_intent_stamp_uniq ON calls(site_id, intent_stamp)
  WHERE intent_stamp IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_calls_intent_fallback_dedupe
  ON calls(site_id, matched_session_id, intent_action, intent_target, created_at)
  WHERE source = 'click' AND (status = 'intent' OR status IS NULL);
CREATE INDEX IF NOT EXISTS idx_calls_site_source_created_at ON calls(site_id, source, created_at DESC);
CREATE INDEX IF NOT EXISTS idx_calls_site_date ON calls(site_id, created_at);
