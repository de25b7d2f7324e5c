"""What a stream tells, and profiles that are read on demand.

Not here: the polls: ``mooc.services.checking``.
"""
