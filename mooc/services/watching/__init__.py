"""What a stream tells, and profiles that are read on demand.

The polls: ``mooc.services.checking``.
"""
