"""Bluesky. Loading it costs 60 MB and a second (atproto's lexicon models): open networks by name, not by import."""
