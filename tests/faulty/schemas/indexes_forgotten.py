"""See the vice."""

from tests.faulty.fault import Fault

DROP_EACH = """
    SELECT string_agg(format('DROP INDEX %I', indexname), ';')
    FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'idx\\_%'
"""

FAULT = Fault(
    name="indexes-forgotten",
    vice="The blueprint's indexes are not there.",
    killed_by=(
        "SCH-601",
        "SCH-602",
        "SCH-603",
        "SCH-604",
        "SCH-605",
        "SCH-606",
        "SCH-607",
        "SCH-608",
        "SCH-609",
        "SCH-610",
        "SCH-611",
        "SCH-612",
        "SCH-613",
        "SCH-614",
        "SCH-615",
        "SCH-616",
        "SCH-617",
        "SCH-618",
        "SCH-619",
        "SCH-620",
        "SCH-621",
        "SCH-622",
        "SCH-623",
        "SCH-624",
    ),
    ddl=(f"DO $$ BEGIN EXECUTE ({DROP_EACH}); END $$",),
)
