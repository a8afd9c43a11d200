"""Builds that cure a hazard: they must not be accused."""
