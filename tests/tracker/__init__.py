"""The tracker's own unit tests."""
