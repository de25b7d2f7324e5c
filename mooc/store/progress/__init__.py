"""Progress as it is read: weeks, receipts, history, the grid of a cohort.

How verdicts come about: ``mooc.store.judging``.
"""
