"""Markdown of course authors, and how texts are set.

The sentences themselves: ``mooc.core.judging.rendering``.
"""
