"""People who sign in, and their keys for the API.

Their accounts on networks: ``mooc.store.accounts``.
"""
