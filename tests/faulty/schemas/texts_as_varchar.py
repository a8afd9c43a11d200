"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

COLUMNS = (
    "entry_page",
    "exit_page",
    "gclid",
    "wbraid",
    "gbraid",
    "attribution_source",
    "device_type",
    "city",
    "district",
    "fingerprint",  # of sessions, and matched_fingerprint
    "event_label",
    "note",
    "intent_stamp",
    "intent_action",
    "intent_target",
    "intent_page_url",
    "click_id",
)

FAULT = Fault(
    name="texts-as-varchar",
    vice="Texts are VARCHAR(255), and a longer one is refused.",
    killed_by=(
        "SCH-104",
        "SCH-105",
        "SCH-106",
        "SCH-107",
        "SCH-108",
        "SCH-113",
        "SCH-114",
        "SCH-115",
        "SCH-116",
        "SCH-117",
        "SCH-207",
        "SCH-305",
        "SCH-315",
        "SCH-316",
        "SCH-317",
        "SCH-318",
        "SCH-319",
        "SCH-320",
    ),
    replacements=with_slips(*((f"{column} TEXT", f"{column} VARCHAR(255)") for column in COLUMNS)),
)
