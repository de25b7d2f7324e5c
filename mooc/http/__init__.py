"""Requests that go out: whom they may reach, how long and how large they may be. Nothing of a network is known here."""
