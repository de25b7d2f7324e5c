"""People who sign in, and their keys for the API.

Not here: their accounts on networks: ``mooc.store.accounts``.
"""
