"""The database itself: its clock, leases on rows, outages, counters, creating the tables.

No subject of the engine.
"""
