"""Linked accounts.

Not here: signing in to the engine itself (``site.auth``).
"""
