"""What is asked of networks: watches, readings, streams.

Not here: the facts that come of it: ``mooc.store.log``.
"""
