"""`opsmantik limiter`: the fingerprint of a rate limiter, from outside. It measures, it takes no part in verdicts."""
