"""Coming in: signing in, signing up, browsers that are known.

Not here: linking accounts of networks: ``mooc.web.accounts``.
"""
