"""Reports: consumers of one stream of events. A report decides nothing."""
