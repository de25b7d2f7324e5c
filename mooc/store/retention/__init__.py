"""Borrowed texts: keeping those of members' posts, looking again whether they may be kept, letting them go.

Not here: the posts without their words: ``mooc.store.log``.
"""
