"""See the vice."""

from tests.faulty.fault import Fault

_MONTHS_OF_27_DAYS = """
DO $$
DECLARE
    first DATE := date_trunc('month', CURRENT_DATE);
    name TEXT := 'events_' || to_char(CURRENT_DATE, 'YYYY_MM');
BEGIN
    EXECUTE format('DROP TABLE %I', name);
    EXECUTE format('CREATE TABLE %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)', name, first, first + 27);
    CREATE TABLE events_default PARTITION OF events DEFAULT;
END $$
"""


FAULT = Fault(
    name="ends-its-event-months-early",
    vice="An event partition ends before its month does, and a default partition takes the rest.",
    killed_by=("GWY-803",),
    ddl=(_MONTHS_OF_27_DAYS,),
)
