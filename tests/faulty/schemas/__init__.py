"""Schemas with one vice each."""
