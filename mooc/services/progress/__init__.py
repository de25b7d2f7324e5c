"""Progress as people see it.

How verdicts come about: ``mooc.services.checking``.
"""
