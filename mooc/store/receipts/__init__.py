"""Findings, passes and points as receipts hold them.

Not here: making a receipt: ``mooc.core.judging``.
"""
