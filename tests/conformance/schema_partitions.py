"""SCH-501 to 706: partitioning, the current month's partitions, what is in force, publication, replica identity."""

from __future__ import annotations

from tests.conformance.schema_subject import judge_each

# Clause id → the subject by which the catalogue comparison calls the object.
SUBJECTS = {
    "SCH-501": "partitioning sessions",
    "SCH-502": "partitioning events",
    "SCH-503": "partitioning calls",
    "SCH-504": "partition sessions",
    "SCH-505": "partition events",
    "SCH-506": "persistence sessions",
    "SCH-507": "persistence events",
    "SCH-508": "persistence calls",
    "SCH-509": "indexes of partitions sessions",
    "SCH-510": "indexes of partitions events",
    "SCH-701": "publication supabase_realtime sessions",
    "SCH-702": "publication supabase_realtime events",
    "SCH-703": "publication supabase_realtime calls",
    "SCH-704": "replica identity sessions",
    "SCH-705": "replica identity events",
    "SCH-706": "replica identity calls",
}

judge_each(SUBJECTS, __name__)
