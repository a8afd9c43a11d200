"""Unit tests of schema/, on a real PostgreSQL."""
