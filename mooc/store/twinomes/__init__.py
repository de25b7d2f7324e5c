"""Small peer groups: who is with whom, and why.

Not here: making them: ``mooc.core.pairing``.
"""
