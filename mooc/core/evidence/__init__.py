"""What a check looks at and what it says: the scene of one member, posts and texts, verdicts, and their JSON form.

Not here: the checks themselves: ``mooc.core.checks``.
"""
