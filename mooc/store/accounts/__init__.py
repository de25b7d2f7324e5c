"""Linked accounts, and attempts to link one.

The people whose accounts they are: ``mooc.store.people``.
"""
