"""The activity log: facts, borrowed texts, coverage of single posts, what was taken back.

Not here: what is asked of networks: ``mooc.store.watching``.
"""
