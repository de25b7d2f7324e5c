"""Progress as people see it.

Not here: how verdicts come about: ``mooc.services.checking``.
"""
