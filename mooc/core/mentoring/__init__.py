"""Who answers for whom: learners are given to mentors, evenly and in their languages.

Not here: groups of peers (``mooc.core.pairing``), and whom a mentor sees (``mooc.store.policy``).
"""
