"""The gateway: what `POST /api/sync` answers and stores (blueprint 3, and FACTS.md where it is silent).

`gateway.py` tells the story. No line of this room knows who judges it.
"""
