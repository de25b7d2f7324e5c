"""X. Open networks by name, not by import: tweepy is only loaded where X is set up."""
