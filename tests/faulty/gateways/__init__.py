"""Gateways with one vice each."""
