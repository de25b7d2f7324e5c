"""Coming in: signing in, signing up, browsers that are known.

Linking accounts of networks: ``mooc.web.accounts``.
"""
