"""Tests of the races."""
