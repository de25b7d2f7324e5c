"""What is asked of networks: watches, readings, streams.

The facts that come of it: ``mooc.store.log``.
"""
