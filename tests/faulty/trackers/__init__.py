"""Wrong trackers, one a file."""
