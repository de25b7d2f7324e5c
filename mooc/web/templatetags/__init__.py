"""Template tags: how values are shown, and components of pages.

Not here: what is shown: the views choose it.
"""
