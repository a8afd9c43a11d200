"""The gateway: what `POST /api/sync` answers and stores (blueprint section 3, the measured facts).

`gateway.py` tells the story. No line of this room knows who judges it.
"""
