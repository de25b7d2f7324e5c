"""Who answers for whom.

Not here: groups of peers: ``mooc.core.pairing``.
"""
