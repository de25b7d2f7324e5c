"""Judging everything again, and telling whose fault a killed process is.

Not here: the main way: ``mooc.services.checking``.
"""
