"""Mastodon, and what speaks its API. Open networks by name, not by import: the library is loaded where it is used.

Not here: what all networks share (``mooc.networks.base``, ``transport``) and the choice between them (``registry``).
"""
