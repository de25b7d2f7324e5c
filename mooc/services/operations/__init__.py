"""Judging everything again; giving work that is not getting done another chance, or up.

Not here: the main way: ``mooc.services.checking``.
"""
