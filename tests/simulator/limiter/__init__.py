"""Tests of the limiter's fingerprint: on limiters of known properties it tells just those."""
