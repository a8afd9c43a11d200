"""Tests of the simulator, mirrored room by room."""
