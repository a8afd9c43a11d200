"""Faults under load: what a gateway keeps of its word while it, its database or the wire between them breaks."""
