"""Linked accounts, and attempts to link one.

Not here: the people whose accounts they are: ``mooc.store.people``.
"""
