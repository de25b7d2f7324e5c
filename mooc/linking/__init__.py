"""Proving that an account is yours: what all networks have in common.

Not here: what is a network's own (it lies in its folder), who is asked when, and what is kept: ``mooc.services`` and
``mooc.store``.
"""
