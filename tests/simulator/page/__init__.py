"""Tests of the tracker's page in the embedded engine."""
