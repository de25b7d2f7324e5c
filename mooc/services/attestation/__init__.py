"""People who meet and vouch for each other.

What the machine says: ``mooc.services.checking``.
"""
