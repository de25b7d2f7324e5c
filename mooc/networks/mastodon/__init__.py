"""Mastodon, and what speaks its API. Open networks by name, not by import: the library is loaded where it is used."""
