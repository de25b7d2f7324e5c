"""The database itself: its clock, leases on rows, outages, counters, creating the tables.

Not here: any subject of the engine.
"""
