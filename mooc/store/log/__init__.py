"""The activity log: facts, how far watches and single posts were seen, what was taken back.

Not here: what is asked of networks: ``mooc.store.watching``.
"""
