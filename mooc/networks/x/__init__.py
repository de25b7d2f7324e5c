"""X. Open networks by name, not by import: tweepy is only loaded where X is set up."""

from mooc.networks.x.adapter import X

__all__ = ["X"]
