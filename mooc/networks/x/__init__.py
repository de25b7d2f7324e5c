"""X. Open networks by name, not by import: tweepy is only loaded where X is set up.

Not here: what all networks share (``mooc.networks.base``, ``mooc.networks.transport``) and the choice
between them (``mooc.networks.registry``).
"""
