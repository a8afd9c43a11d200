"""Abuse: what rude clients do to a gateway while polite ones are to be served."""
