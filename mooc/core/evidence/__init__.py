"""What a check looks at and what it says: the scene of one member, posts and texts, verdicts, and their JSON form.

The checks themselves are in ``mooc.core.checks``.
"""
