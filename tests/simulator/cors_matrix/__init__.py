"""Tests of the CORS matrix."""
