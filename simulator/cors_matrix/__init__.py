"""`opsmantik cors`: what becomes of a credentialed beacon, for every origin a page may have. It gives no verdicts."""
