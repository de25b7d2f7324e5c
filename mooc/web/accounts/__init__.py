"""Pages of one's own: linked accounts, signing in on a network, keys for programs.

Not here: signing in here: ``mooc.web.auth``.
"""
