"""How challenges stand, and what was credited.

Not here: deciding: the core judges, and the store has kept it.
"""
