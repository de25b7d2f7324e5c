"""Pages of one's own: linked accounts, signing in on a network, keys for programs.

Signing in here: ``mooc.web.auth``.
"""
