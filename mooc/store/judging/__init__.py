"""Pairs of member and challenge that are due, the batch that judges them, and the verdicts that come of it.

Not here: deciding: ``mooc.core.judging``.
"""
