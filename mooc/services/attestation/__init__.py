"""People who meet and vouch for each other.

Not here: what the machine says: ``mooc.services.checking``.
"""
