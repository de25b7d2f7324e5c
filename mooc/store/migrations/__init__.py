"""The steps by which the tables came to be what they are.

Not here: what they mean: see ``mooc.store.models``.
"""
