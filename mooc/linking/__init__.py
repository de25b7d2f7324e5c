"""Proving that an account is yours: codes, signing in on the network, and why one cannot link.

Not here: who is asked when, and what is kept: ``mooc.services`` and ``mooc.store``.
"""
