"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="without-the-stamp-constraint",
    vice="The partial unique index alone: ON CONFLICT (site_id, intent_stamp) finds nothing to arbitrate.",
    killed_by=("SCH-409", "SCH-809"),
    ddl=("ALTER TABLE calls DROP CONSTRAINT calls_site_intent_stamp_uniq",),
)
