"""`opsmantik races`: twenty requests at once, fifty times: what is refused, lost, doubled. It gives no verdicts."""
