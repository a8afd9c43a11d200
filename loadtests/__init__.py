"""Load at the rate-limit boundary and faults under load: exact counts, and nothing that was acknowledged is lost."""
