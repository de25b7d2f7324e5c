"""Bluesky. Loading it costs 60 MB and a second (atproto's lexicon models): open networks by name, not by import.

Not here: what all networks share (``mooc.networks.base``, ``transport``) and the choice between them (``registry``).
"""
