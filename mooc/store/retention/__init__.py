"""Borrowed texts that are due to be looked at again, or to go.

Not here: the texts themselves: ``mooc.store.log``.
"""
