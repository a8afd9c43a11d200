"""Unit tests of reference/, one file a module."""
