"""Progress as it is read: weeks, receipts, history, the grid of a cohort.

Not here: how verdicts come about: ``mooc.store.judging``.
"""
