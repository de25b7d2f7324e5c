"""Judging everything again, and telling whose fault a killed process is.

The main way: ``mooc.services.checking``.
"""
