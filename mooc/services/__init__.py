"""The services: what changes something, by subject; only they open transactions.

Not here: rules (the core has them), SQL and reading (the store has them), pages.
"""
