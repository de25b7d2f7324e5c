"""Small peer groups: who is with whom, and why.

Making them is the business of ``mooc.core.pairing``.
"""
