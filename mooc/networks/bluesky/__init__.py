"""Bluesky. Loading it costs 60 MB and a second (atproto's lexicon models): open networks by name, not by import."""

from mooc.networks.bluesky.adapter import PUBLIC_APPVIEW, Bluesky

__all__ = ["PUBLIC_APPVIEW", "Bluesky"]
