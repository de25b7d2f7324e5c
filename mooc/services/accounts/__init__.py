"""Linking an account: what is agreed to, signing in on the network, showing that it is one's own.

Not here: the proof on each network: ``mooc.linking``.
"""
