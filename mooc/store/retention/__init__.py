"""Borrowed texts that are due to be looked at again, or to go.

The texts themselves: ``mooc.store.log``.
"""
