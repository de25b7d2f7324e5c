"""Mastodon, and what speaks its API. Open networks by name, not by import: the library is loaded where it is used."""

from mooc.networks.mastodon.adapter import Mastodon

__all__ = ["Mastodon"]
