"""Findings and points as receipts hold them.

Making a receipt is the business of ``mooc.core.judging``.
"""
