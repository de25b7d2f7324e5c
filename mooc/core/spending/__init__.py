"""Requests and dollars: costs, caps, rate limits, and what is held back.

Not here: what a course will cost: ``mooc.core.forecast``.
"""
