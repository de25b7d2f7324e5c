"""Requests that go out: whom they may reach, how long and how large they may be.

Not here: anything of a network."""
