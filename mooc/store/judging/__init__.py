"""Pairs of member and challenge that are due, the batch that judges them, and the verdicts that come of it.

Deciding is in ``mooc.core.judging``.
"""
