"""What the real gateway was recorded to answer and to store, and whether the reference does the same.

`case.py` reads the recordings, `placeholders.py` knows their variable parts, `playing.py` plays a case in a world and
observes it, `matching.py` says where an observation differs; only `postgres_world.py` knows sockets and SQL.
"""
