"""Markdown of course authors, and how texts are set.

Not here: the sentences themselves: ``mooc.core.judging.rendering``.
"""
