"""Tests of what the browser suite is made of."""
